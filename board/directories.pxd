# The C types of directories.py.
cimport cython
from libc.errno cimport EACCES, EINTR, EIO, ELOOP, ENOENT, ENOTDIR, errno
from libc.string cimport memcpy, strlen
from posix.stat cimport S_ISDIR, S_ISREG, stat as posix_stat, struct_stat

from board.entries cimport BESIDE, DIRECTORY, NOTHING, promise

cdef extern from "Python.h":
    str PyUnicode_DecodeFSDefaultAndSize(const char *text, Py_ssize_t size)

cdef extern from *:
    """
    #include <dirent.h>
    #include <errno.h>
    /* A directory's end and an error differ in errno only. */
    static struct dirent *next_entry(DIR *directory) { errno = 0; return readdir(directory); }
    """
    ctypedef struct DIR:
        pass
    struct dirent:
        char d_name[256]
        unsigned char d_type
    int DT_DIR, DT_LNK, DT_REG, DT_UNKNOWN
    DIR *opendir(const char *path) nogil
    dirent *next_entry(DIR *directory) nogil
    int closedir(DIR *directory) nogil

cdef long long NS
cdef Py_ssize_t ROOM, FULL
cdef int SLASH, UNTOLD

@cython.final
cdef class Surveyor:
    cdef Py_ssize_t place
    cdef long long calls
    cdef bint stopped
    cdef bytes text
    cdef char *endings
    cdef unsigned char[::1] buffer
    cdef unsigned char *data
    cdef Py_ssize_t capacity
    cdef Py_ssize_t filled

    cdef void use(self, bytearray buffer)
    cdef int status(self, char *path, long long[::1] row) noexcept nogil
    cdef object some(self, object paths, Py_ssize_t place)
    cdef int gather(self, char *path) noexcept nogil
    cdef void take(self, char *path, Py_ssize_t length, char *name, Py_ssize_t n, int kind) noexcept nogil
    cdef int followed(self, char *path) noexcept nogil
    cdef object entries(self, Py_ssize_t at, Py_ssize_t end, int error)

cdef void put(tuple kinds, int what, str path)
cdef object in_order(int error, tuple kinds)
cdef bint never_there(int error) noexcept nogil
