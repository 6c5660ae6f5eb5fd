# The C types of fields.py.
cimport cython

from summary.checksum cimport load_u32, load_u64

cdef int VARINT, FIXED_64, BYTES, FIXED_32

@cython.final
cdef class Fields:
    cdef const unsigned char *data
    cdef Py_ssize_t at
    cdef int field
    cdef int wire
    cdef unsigned long long number
    cdef Py_ssize_t start
    cdef Py_ssize_t stop

    cdef void use(self, unsigned char *data) noexcept nogil
    cdef bint next(self, Py_ssize_t stop) noexcept nogil
    cdef bint varint(self, Py_ssize_t stop) noexcept nogil
    cdef unsigned long long word(self, Py_ssize_t at) noexcept nogil
    cdef unsigned int half_word(self, Py_ssize_t at) noexcept nogil
    cdef unsigned long long little_endian(self, Py_ssize_t start, Py_ssize_t stop) noexcept nogil
