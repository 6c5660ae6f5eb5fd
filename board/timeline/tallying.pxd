# The C types of tallying.py.
cimport cython

cpdef void tally(
    Py_ssize_t first,
    Py_ssize_t last,
    long long begin,
    long long end,
    const long long[::1] start,
    const long long[::1] duration,
    const int[::1] parent,
    const int[::1] key,
    long long[::1] count,
    long long[::1] total,
    long long[::1] own,
    long long[::1] longest,
)
