# The C types of lexing.py.
cimport cython
from libc.string cimport memchr

cdef int NONE
cdef long long MISSING, MOST_TENTHS
cdef int QUOTE, BACKSLASH, COMMA, OPEN, CLOSE, FROM, TO, POINT, MINUS, PLUS

cdef Py_ssize_t text_end(unsigned char *data, Py_ssize_t at, Py_ssize_t size) noexcept nogil
cdef Py_ssize_t value_end(unsigned char *data, Py_ssize_t at, Py_ssize_t size) noexcept nogil
cdef long long nanoseconds(unsigned char *data, Py_ssize_t at, Py_ssize_t stop) noexcept nogil
