# The C types of damages.py.
cimport cython

cdef int MOST
cdef int BAD_HEADER, BAD_LENGTH, BAD_DATA, BAD_MESSAGE, CUT, TOO_LONG
cdef int TOO_MANY_VALUES, TOO_LONG_NAME, TOO_MANY_SESSIONS, TOO_MANY_DAMAGES


@cython.final
cdef class Damages:
    cdef readonly list found
    cdef int file
    cdef int told
    cdef long long start
    cdef long long stop
    cdef int reason

    cdef void begin(self, int file) noexcept nogil
    cdef void add(self, long long start, long long stop, int reason) noexcept nogil
    cdef void end(self) noexcept nogil
