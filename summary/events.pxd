# The C types of events.py.
cimport cython

from summary.columns cimport Columns
from summary.fields cimport BYTES, FIXED_32, FIXED_64, VARINT, Fields
from summary.kinds cimport GRAPHS, LONGEST_NAME, RUN_METADATA, SCALARS, Kinds
from summary.names cimport Names
from summary.damages cimport BAD_MESSAGE, TOO_LONG_NAME, TOO_MANY_SESSIONS, TOO_MANY_VALUES
from summary.record cimport HEADER, RecordReader
from summary.tensor_numbers cimport TensorNumber, as_signed, double_of, float_of

cdef double NAN
cdef int MOST_VALUES, MOST_SESSIONS

@cython.final
cdef class Events:
    cdef RecordReader reader
    cdef Fields fields
    cdef TensorNumber tensor
    cdef Names tags
    cdef Kinds kinds
    cdef Columns columns
    cdef int graph_tag
    cdef int meta_graph_tag
    cdef list starts
    # the present file and event
    cdef int session
    cdef bint saw_event
    cdef int refused
    cdef int values
    cdef double first_wall_time
    cdef long long step
    cdef double wall_time

    cdef void begin(self, int file, int session) noexcept nogil
    cdef bint take(self) noexcept nogil
    cdef bint lone_scalar(self, Py_ssize_t start, Py_ssize_t stop) noexcept nogil
    cdef bint payload(self) noexcept nogil
    cdef void span(self, int tag, int kind, int field, Py_ssize_t start, Py_ssize_t stop) noexcept nogil
    cdef bint summary(self, Py_ssize_t start, Py_ssize_t stop) noexcept nogil
    cdef bint value(self, Py_ssize_t start, Py_ssize_t stop) noexcept nogil
    cdef bint run_metadata(self, Py_ssize_t start, Py_ssize_t stop) noexcept nogil
    cdef bint session_log(self, Py_ssize_t start, Py_ssize_t stop) noexcept nogil
