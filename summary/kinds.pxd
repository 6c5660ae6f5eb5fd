# The C types of kinds.py.
cimport cython

from summary.fields cimport BYTES, Fields
from summary.names cimport Names

cdef int UNKNOWN, SCALARS, HISTOGRAMS, IMAGES, AUDIO, GRAPHS, RUN_METADATA, LONGEST_NAME

@cython.final
cdef class Kinds:
    cdef Fields fields
    cdef Names names
    cdef Py_ssize_t known_tags
    # Files are told apart by a number that no other file has had.
    cdef int file
    # By tag: its kind in the file that last wrote it, that file, and the file that last described it.
    cdef int[::1] kind_of_tag
    cdef int[::1] file_of_tag
    cdef int[::1] described
    cdef Py_ssize_t name_start
    cdef Py_ssize_t name_stop

    cdef void begin(self) noexcept nogil
    cdef int known(self, int tag) noexcept nogil
    cdef bint is_first_description(self, int tag) noexcept nogil
    cdef bint learn(self, int tag, int content, Py_ssize_t start, Py_ssize_t stop) noexcept nogil
    cdef bint plugin(self, Py_ssize_t start, Py_ssize_t stop) noexcept nogil
    cdef void widen(self, Py_ssize_t size)
