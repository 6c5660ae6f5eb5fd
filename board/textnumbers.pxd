# The C types of textnumbers.py.
cdef int SPACE, NEWLINE, PLUS, MINUS, POINT, ZERO, NINE, SMALL_E, LARGE_E
cdef double ASK_PYTHON, NO_NUMBER, BELOW, ABOVE

cdef void _parse(
    unsigned char *text,
    Py_ssize_t n,
    unsigned char separator,
    float[:, ::1] out,
    double[::1] powers,
    long long[::1] ending,
)
cdef Py_ssize_t _row(
    unsigned char *text,
    Py_ssize_t i,
    Py_ssize_t n,
    unsigned char separator,
    float *out,
    Py_ssize_t columns,
    double *powers,
) noexcept nogil
cdef double _value(unsigned char *text, Py_ssize_t i, Py_ssize_t end, double *powers) noexcept nogil
cdef int _exponent(unsigned char *text, Py_ssize_t i, Py_ssize_t end) noexcept nogil
cdef Py_ssize_t _blanks(unsigned char *text, Py_ssize_t i, Py_ssize_t n, unsigned char separator) noexcept nogil
cdef Py_ssize_t _cell(unsigned char *text, Py_ssize_t i, Py_ssize_t n, unsigned char separator) noexcept nogil
cdef bint _is_blank(unsigned char character, unsigned char separator) noexcept nogil
cdef bint _is_digit(unsigned char character) noexcept nogil
