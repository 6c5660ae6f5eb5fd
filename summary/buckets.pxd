# The C types of buckets.py.
cdef extern from *:
    """
    #include <string.h>
    static inline long long bits_of_double(double d) { long long bits; memcpy(&bits, &d, 8); return bits; }
    """
    long long bits_of_double(double d) noexcept nogil

cdef long long INFINITE, MAGNITUDE
cdef int CELL
