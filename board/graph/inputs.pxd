# The C types of inputs.py.
cimport cython

cdef int NOWHERE

@cython.final
cdef class Sources:
    cdef readonly list missing
    cdef dict _places
    cdef dict _ops
    cdef list _counts
    cdef list _nodes
    cdef list _slots
    cdef list _waiting

    cpdef void add(self, Py_ssize_t place, bytes name, bytes op, list[bytes] inputs) except *
