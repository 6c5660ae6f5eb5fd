# The C types of columns.py.
cimport cython

cdef Py_ssize_t FULL

@cython.final
cdef class Columns:
    cdef readonly list tags
    cdef readonly dict numbers
    cdef readonly list kinds
    cdef public list batches
    cdef Py_ssize_t points
    cdef Py_ssize_t spans
    cdef int groups
    cdef int epoch
    cdef bint hollow
    cdef int now_file
    cdef int now_session
    cdef int[::1] group
    cdef long long[::1] step
    cdef double[::1] wall_time
    cdef double[::1] value
    cdef int[::1] group_tag
    cdef int[::1] group_kind
    cdef int[::1] group_file
    cdef int[::1] group_session
    cdef long long[::1] group_points
    cdef int[::1] group_spans
    cdef unsigned char[::1] group_wide
    cdef long long[::1] metadata_offset
    cdef int[::1] metadata_size
    cdef int[::1] span_group
    cdef int[::1] span_field
    cdef long long[::1] span_offset
    cdef int[::1] span_size
    cdef long long[::1] span_step
    cdef double[::1] span_wall_time
    cdef int[::1] group_of_tag
    cdef int[::1] epoch_of_tag

    cdef void begin(self, int file, int session) noexcept nogil
    cdef int group_for(self, int tag, int kind) noexcept nogil
    cdef void point(self, int group, long long step, double wall_time, double value, bint wide) noexcept nogil
    cdef void span(self, int group, int field, long long offset, int size, long long step, double wall_time) noexcept nogil
    cdef void metadata(self, int group, long long offset, int size) noexcept nogil
    cdef void forget(self, Py_ssize_t points, Py_ssize_t spans) noexcept nogil
    cdef void finish_if_full(self) noexcept nogil
    cdef void finish(self)
    cdef void sort(self, long long[::1] place, long long[::1] step, double[::1] wall_time, float[::1] value)
    cdef void sort_exact(self, long long[::1] place, double[::1] exact)
    cdef void widen_tags(self, Py_ssize_t size)
    cdef void widen_points(self, Py_ssize_t size)
    cdef void widen_groups(self, Py_ssize_t size)
    cdef void widen_spans(self, Py_ssize_t size)
