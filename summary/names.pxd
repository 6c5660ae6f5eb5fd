# The C types of names.py.
cimport cython
from libc.string cimport memcmp

from summary.record cimport RecordReader

cdef int FREE

@cython.final
cdef class Names:
    cdef RecordReader reader
    cdef readonly list text
    cdef readonly dict numbers
    cdef int count
    cdef Py_ssize_t pool_used
    cdef unsigned char[::1] pool
    cdef long long[::1] start
    cdef int[::1] size
    cdef unsigned int[::1] hash
    cdef int[::1] slot
    cdef int[::1] follower
    cdef int last

    cdef int of(self, Py_ssize_t at, Py_ssize_t size) noexcept nogil
    cdef int find(self, Py_ssize_t at, Py_ssize_t size) noexcept nogil
    cdef bint same(self, int number, Py_ssize_t at, Py_ssize_t size) noexcept nogil
    cdef int add(self, Py_ssize_t at, Py_ssize_t size, unsigned int code) noexcept
    cdef void widen(self) noexcept
