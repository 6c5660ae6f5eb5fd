# The C types of scanning.py.
cimport cython

from board.timeline.lexing cimport nanoseconds, text_end, value_end
from board.timeline.names cimport Names
from board.timeline.rows cimport Rows

cdef int NONE
cdef long long MISSING
cdef Py_ssize_t LONGEST_THREAD
cdef int BEFORE, KEY, COLON, VALUE, AFTER_VALUE, EVENTS, DONE
cdef int TO_ENCLOSING, OF_PROCESS, OF_ALL
cdef int QUOTE, BACKSLASH, COLON_SIGN, COMMA, OPEN, CLOSE, FROM, TO

@cython.final
cdef class Scanner:
    cdef readonly Names names
    cdef readonly Names categories
    cdef readonly Names threads
    cdef readonly Names ids
    cdef readonly Rows rows
    cdef readonly list fields
    cdef readonly Py_ssize_t garbled
    cdef readonly int state
    cdef bint array
    cdef readonly bint ended
    cdef Py_ssize_t depth
    cdef bint in_text
    cdef bint escaped
    cdef long long field_at
    cdef bytes key
    cdef unsigned char *data
    cdef unsigned char[::1] both

    cdef Py_ssize_t outside(self, bytes data, Py_ssize_t at, Py_ssize_t size, long long offset)
    cdef Py_ssize_t rest_of_key(self, bytes data, Py_ssize_t at, Py_ssize_t size)
    cdef Py_ssize_t value(self, bytes data, Py_ssize_t at, Py_ssize_t size, long long offset)
    cdef Py_ssize_t events(self, Py_ssize_t at, Py_ssize_t size, long long offset) noexcept nogil
    cdef Py_ssize_t event(self, Py_ssize_t start, Py_ssize_t size, long long offset) noexcept nogil
    cdef bint is_key(self, Py_ssize_t at, unsigned char first, unsigned char second) noexcept nogil
    cdef Py_ssize_t skipped(self, Py_ssize_t at, Py_ssize_t size) noexcept nogil
    cdef int thread_of(self, Py_ssize_t process, Py_ssize_t process_stop, Py_ssize_t thread, Py_ssize_t thread_stop) noexcept nogil
