# The C types of nesting.py.
cimport cython

cdef int NONE
cdef Py_ssize_t FARTHEST
cdef int DEEPEST
cdef Py_ssize_t WIDEST

cpdef Py_ssize_t pair(int[::1] track, long long[::1] time, unsigned char[::1] begins, int[::1] name, long long[::1] other)
cpdef Py_ssize_t nest(
    long long[::1] first,
    unsigned char[::1] nested,
    long long[::1] start,
    long long[::1] duration,
    int[::1] depth,
    int[::1] parent,
    long long[::1] own,
)
cdef bint ends_before(long long[::1] start, long long[::1] duration, Py_ssize_t row, long long end) noexcept nogil
cpdef void stack_up(
    long long[::1] first, unsigned char[::1] nested, long long[::1] start, long long[::1] duration, int[::1] depth
)
