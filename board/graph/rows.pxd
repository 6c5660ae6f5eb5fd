# The C types of rows.py.
cimport cython

from board.graph.inputs cimport Sources

@cython.final
cdef class Rows:
    cdef readonly dict names
    cdef readonly list facts
    cdef readonly list device
    cdef readonly dict devices
    cdef readonly list roles
    cdef readonly Sources sources
    cdef readonly dict problems
    cdef readonly dict examples
    cdef dict _numbers

    cpdef void add(
        self, bytes name, bytes op, list[bytes] inputs, Py_ssize_t facts, bytes device, str prefix, int role
    ) except *
    cdef str another(self, str text, int role)
    cpdef void wrong(self, str sentence, str example) except *

cpdef int role_of(bytes name, bytes op) except -1
