# The C types of entries.py.
cimport cython
from libc.string cimport memcmp, strlen, strstr

cdef char *MARK
cdef int FILE, DIRECTORY, BESIDE, NOTHING, DOT

cdef int promise(char *name, Py_ssize_t n, char *endings) noexcept nogil
cdef bint is_unfinished(char *name, Py_ssize_t n) noexcept nogil
cdef bint is_alphanumeric(int c) noexcept nogil
cdef bint is_same(char *name, Py_ssize_t n, char *other, Py_ssize_t m) noexcept nogil
cdef bint ends_in(char *name, Py_ssize_t n, char *ending, Py_ssize_t m) noexcept nogil
