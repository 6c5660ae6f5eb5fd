# The C types of rows.py.
cimport cython

@cython.final
cdef class Rows:
    cdef readonly Py_ssize_t count
    cdef unsigned char[::1] phase
    cdef unsigned char[::1] flags
    cdef int[::1] name
    cdef int[::1] category
    cdef int[::1] thread
    cdef int[::1] id
    cdef int[::1] args_size
    cdef long long[::1] time
    cdef long long[::1] duration
    cdef long long[::1] args_at

    cdef void make_room(self) noexcept nogil
    cdef void widen(self, Py_ssize_t size) noexcept
