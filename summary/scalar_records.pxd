# The C types of scalar_records.py.
from summary.checksum cimport crc_in
from summary.record cimport FOOTER, HEADER

cdef extern from *:
    """
    #include <string.h>
    static unsigned long long bits_of_double(double d) { unsigned long long bits; memcpy(&bits, &d, 8); return bits; }
    static unsigned int bits_of_float(float f) { unsigned int bits; memcpy(&bits, &f, 4); return bits; }
    """
    unsigned long long bits_of_double(double d) noexcept nogil
    unsigned int bits_of_float(float f) noexcept nogil

cdef unsigned char WALL_TIME, STEP, SUMMARY, VALUE, TAG, SIMPLE_VALUE

cdef Py_ssize_t put_event(
    unsigned char[::1] out, Py_ssize_t at, bytearray room, bytes tag, double value, long long step, double wall_time
)
cdef Py_ssize_t put_key(unsigned char[::1] out, Py_ssize_t at, unsigned char key) noexcept nogil
cdef Py_ssize_t put_fixed(unsigned char[::1] out, Py_ssize_t at, unsigned long long bits, int size) noexcept nogil
cdef Py_ssize_t put_varint(unsigned char[::1] out, Py_ssize_t at, unsigned long long value) noexcept nogil
cdef int varint_size(unsigned long long value) noexcept nogil
cdef unsigned long long twos_complement(long long step) noexcept nogil
cdef unsigned long long double_bits(double value) noexcept nogil
cdef unsigned long long float_bits(double value) noexcept nogil
