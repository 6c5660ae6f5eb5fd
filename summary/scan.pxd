# The C types of scan.py.
cimport cython
from libc.math cimport ldexp

from summary.columns cimport Columns
from summary.names cimport Names
from summary.record cimport HEADER, RecordReader, load_u32, load_u64

cdef extern from *:
    """
    #include <string.h>
    static double double_of_bits(unsigned long long bits) { double d; memcpy(&d, &bits, 8); return d; }
    static float float_of_bits(unsigned int bits) { float f; memcpy(&f, &bits, 4); return f; }
    """
    double double_of_bits(unsigned long long bits) noexcept nogil
    float float_of_bits(unsigned int bits) noexcept nogil

cdef double NAN, INFINITY
cdef int VARINT, FIXED_64, BYTES, FIXED_32
cdef int UNKNOWN, SCALARS, HISTOGRAMS, IMAGES, AUDIO, GRAPHS, RUN_METADATA

@cython.final
cdef class Scanner:
    cdef RecordReader reader
    cdef const unsigned char *data
    cdef Names tags
    cdef Names kinds
    cdef Columns columns
    cdef int graph_tag
    cdef int meta_graph_tag
    cdef list starts
    # by tag: its kind in the file that last wrote it, that file, and the file that last described it
    cdef Py_ssize_t known_tags
    cdef int file
    cdef int[::1] kind_of_tag
    cdef int[::1] file_of_tag
    cdef int[::1] described
    # the present file and event
    cdef int session
    cdef bint saw_event
    cdef double first_wall_time
    cdef long long step
    cdef double wall_time
    # the walk: where it stands, and the field just read
    cdef Py_ssize_t at
    cdef int field
    cdef int wire
    cdef unsigned long long number
    cdef Py_ssize_t start
    cdef Py_ssize_t stop
    # the tensor just read
    cdef int elements
    cdef bint is_number
    cdef double real
    cdef bint wide

    cdef void scan_file(
        self, unsigned char[::1] names, Py_ssize_t name, int file, long long[::1] given, long long[::1] ended,
        double[::1] first, long long most
    ) noexcept nogil
    cdef bint event(self) noexcept nogil
    cdef bint payload(self) noexcept nogil
    cdef void span(self, int tag, int kind, int field, Py_ssize_t start, Py_ssize_t stop) noexcept nogil
    cdef bint summary(self, Py_ssize_t start, Py_ssize_t stop) noexcept nogil
    cdef bint value(self, Py_ssize_t start, Py_ssize_t stop) noexcept nogil
    cdef bint learn_kind(self, int tag, int content, Py_ssize_t start, Py_ssize_t stop) noexcept nogil
    cdef bint plugin(self, Py_ssize_t start, Py_ssize_t stop) noexcept nogil
    cdef bint run_metadata(self, Py_ssize_t start, Py_ssize_t stop) noexcept nogil
    cdef bint session_log(self, Py_ssize_t start, Py_ssize_t stop) noexcept nogil
    cdef bint tensor(self, Py_ssize_t start, Py_ssize_t stop) noexcept nogil
    cdef bint shape(self, Py_ssize_t start, Py_ssize_t stop) noexcept nogil
    cdef bint first_of_list(self, int dtype) noexcept nogil
    cdef unsigned long long little_endian(self, Py_ssize_t start, Py_ssize_t stop) noexcept nogil
    cdef bint next_field(self, Py_ssize_t stop) noexcept nogil
    cdef unsigned long long word(self, Py_ssize_t at) noexcept nogil
    cdef unsigned int half_word(self, Py_ssize_t at) noexcept nogil
    cdef bint varint(self, Py_ssize_t stop) noexcept nogil
    cdef void widen(self, Py_ssize_t size)

cdef int width_of(int dtype) noexcept nogil
cdef int list_of(int dtype) noexcept nogil
cdef double number_of(int dtype, unsigned long long bits) noexcept nogil
cdef long long as_signed(unsigned long long bits, int width) noexcept nogil
cdef double half_of(unsigned long long bits) noexcept nogil
cdef double float_of(unsigned long long bits) noexcept nogil
cdef double double_of(unsigned long long bits) noexcept nogil
