# The C types of record.py: the compiler reads this beside it, Python never does.
cimport cython
from libc.string cimport memmove
from libc.errno cimport EINTR, ENXIO, errno
from posix.fcntl cimport O_NONBLOCK, O_RDONLY, open as posix_open
from posix.stat cimport S_ISREG, fstat, struct_stat
from posix.unistd cimport close as posix_close, lseek, pread

from summary.checksum cimport load_u32, load_u64, masked_crc, crc32c_mask, crc32c_more
from summary.damages cimport BAD_DATA, BAD_HEADER, BAD_LENGTH, CUT, TOO_LONG, Damages

cdef int HEADER, FOOTER
cdef long long LONGEST, WINDOW, NS, BLOCK
cdef int SEEK_DATA, INTACT, SHORT


@cython.final
cdef class RecordReader:
    cdef unsigned char[::1] buffer
    cdef unsigned char *data
    cdef Py_ssize_t capacity
    cdef Py_ssize_t filled
    cdef long long base
    cdef long long limit
    cdef long long budget
    cdef long long longest
    cdef int fd
    cdef readonly int error
    cdef readonly long long at
    cdef readonly long long size
    cdef readonly long long after
    cdef readonly long long resume
    cdef readonly long long seal
    cdef readonly bint replaced
    cdef long long file_size
    cdef long long modified_ns
    cdef long long device
    cdef long long inode
    cdef readonly Damages damages

    cdef void use(self, bytearray buffer)
    cdef bint open(
        self, unsigned char[::1] names, Py_ssize_t name, int file, long long after, long long resume, long long seal
    ) noexcept nogil
    cdef void close(self) noexcept nogil
    cdef bint next(self) noexcept nogil
    cdef void reject(self, int reason) noexcept nogil
    cdef int check(self, long long at) noexcept nogil
    cdef int skim(self, long long at) noexcept nogil
    cdef long long search(self, long long start) noexcept nogil
    cdef long long probe(self, long long at) noexcept nogil
    cdef long long past_hole(self, long long at) noexcept nogil
    cdef bint window(self, long long at, long long n) noexcept nogil
    cdef bint slide(self, long long at, long long n) noexcept nogil
    cdef void shift(self, Py_ssize_t skip, Py_ssize_t keep) noexcept nogil
    cdef Py_ssize_t read(self, Py_ssize_t most) noexcept nogil
    cdef unsigned int crc(self, Py_ssize_t i, Py_ssize_t n) noexcept nogil
    cdef unsigned int more(self, unsigned int crc, Py_ssize_t i, Py_ssize_t n) noexcept nogil
    cdef unsigned int ended(self, unsigned int crc) noexcept nogil
    cdef unsigned int u32(self, Py_ssize_t i) noexcept nogil
    cdef unsigned long long u64(self, Py_ssize_t i) noexcept nogil
