# The C types of names.py.
cimport cython
from libc.string cimport memcmp

cdef int FREE
cdef unsigned long long WORD, PRIME

@cython.final
cdef class Names:
    cdef readonly list found
    cdef int count
    cdef Py_ssize_t pool_used
    cdef unsigned char[::1] pool
    cdef long long[::1] start
    cdef long long[::1] size
    cdef unsigned int[::1] hash
    cdef int[::1] slot

    cdef int of(self, unsigned char *data, Py_ssize_t at, Py_ssize_t stop) noexcept nogil
    cdef bint same(self, int number, unsigned char *data, Py_ssize_t at, Py_ssize_t stop) noexcept nogil
    cdef int add(self, unsigned char *data, Py_ssize_t at, Py_ssize_t stop, unsigned int code) noexcept
    cdef void widen(self) noexcept

cdef unsigned int hashed(unsigned char *data, Py_ssize_t at, Py_ssize_t stop) noexcept nogil
