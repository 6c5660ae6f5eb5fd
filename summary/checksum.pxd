# The C types of checksum.py.
from libc.stdint cimport uint32_t

cdef extern from "crc32c.h" nogil:
    uint32_t crc32c_more(uint32_t crc, const unsigned char *p, size_t n)
    uint32_t crc32c_mask(uint32_t crc)
    uint32_t masked_crc(const unsigned char *p, size_t n)
    uint32_t masked_crc_by_table(const unsigned char *p, size_t n)
    unsigned int load_u32(const unsigned char *p)
    unsigned long long load_u64(const unsigned char *p)

cdef unsigned int crc_in(unsigned char[::1] data, Py_ssize_t at, Py_ssize_t n) noexcept nogil
