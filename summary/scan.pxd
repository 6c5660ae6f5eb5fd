# The C types of scan.py.
cimport cython

from summary.events cimport Events
from summary.record cimport RecordReader

@cython.final
cdef class Scanner:
    cdef RecordReader reader
    cdef Events events
    cdef int place

    cdef void scan_file(
        self, unsigned char[::1] names, Py_ssize_t name, int file, long long[::1] given, long long[::1] ended,
        double[::1] first, long long most
    ) noexcept nogil
