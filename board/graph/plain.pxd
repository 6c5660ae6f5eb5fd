# The C types of plain.py.
cimport cython

from board.graph.rows cimport Rows, role_of

cdef int NONE, SMALL, NODE, NAME, OP, INPUT, DEVICE, ATTRIBUTE, DEBUG, TYPE

@cython.final
cdef class Plain:
    cdef object _known
    cdef dict _kinds
    cdef Rows _rows
    cdef list _offsets
    cdef list _sizes
    cdef Py_ssize_t _found

    cpdef Py_ssize_t take(self, bytes data, Py_ssize_t start, long long base, str prefix) except -1
    cpdef bint node(self, bytes data, Py_ssize_t start, Py_ssize_t stop, long long offset, str prefix) except -1
    cdef tuple _kind(self, bytes written, Py_ssize_t size)
    cdef Py_ssize_t _sized(self, unsigned char *bytes_of, Py_ssize_t at, Py_ssize_t stop) noexcept nogil
