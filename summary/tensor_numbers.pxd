# The C types of tensor_numbers.py.
cimport cython
from libc.math cimport ldexp

from summary.fields cimport BYTES, VARINT, Fields

cdef extern from *:
    """
    #include <string.h>
    static inline double double_of_bits(unsigned long long bits) { double d; memcpy(&d, &bits, 8); return d; }
    static inline float float_of_bits(unsigned int bits) { float f; memcpy(&f, &bits, 4); return f; }
    """
    double double_of_bits(unsigned long long bits) noexcept nogil
    float float_of_bits(unsigned int bits) noexcept nogil

cdef double NAN, INFINITY

@cython.final
cdef class TensorNumber:
    cdef Fields fields
    cdef int elements
    cdef bint is_number
    cdef double real
    cdef bint wide

    cdef bint read(self, Py_ssize_t start, Py_ssize_t stop) noexcept nogil
    cdef bint shape(self, Py_ssize_t start, Py_ssize_t stop) noexcept nogil
    cdef bint first_of_list(self, int dtype) noexcept nogil

cdef int width_of(int dtype) noexcept nogil
cdef int list_of(int dtype) noexcept nogil
cdef double number_of(int dtype, unsigned long long bits) noexcept nogil
cdef long long as_signed(unsigned long long bits, int width) noexcept nogil
cdef double half_of(unsigned long long bits) noexcept nogil
cdef double float_of(unsigned long long bits) noexcept nogil
cdef double double_of(unsigned long long bits) noexcept nogil
