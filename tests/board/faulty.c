/* Stands between a process and the C library (LD_PRELOAD): files fail as those of a broken disk or a stale mount do.

   The file that FAULTY names has a rule a line: what is called ("open", "stat", "read", "list", "entries"), an errno or "stall", and a
   text that the path ends with, or has in it where it ends with "/". A call that stalls returns when its rule is gone.
   Of EINTR's, every other call succeeds. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int rule_for(const char *call, const char *path) {
    char text[8192], *line, *next = text;
    const char *rules = getenv("FAULTY");
    if (!rules || !path || strcmp(path, rules) == 0) return 0;
    int fd = syscall(SYS_openat, AT_FDCWD, rules, O_RDONLY);
    if (fd < 0) return 0;
    ssize_t size = syscall(SYS_read, fd, text, sizeof text - 1);
    syscall(SYS_close, fd);
    if (size <= 0) return 0;
    text[size] = 0;
    while ((line = strsep(&next, "\n"))) {
        char name[16], what[16], end[4096];
        if (sscanf(line, "%15s %15s %4095s", name, what, end) != 3 || strcmp(name, call)) continue;
        size_t n = strlen(end), all = strlen(path);
        int fits = end[n - 1] == '/' ? strstr(path, end) != NULL : all >= n && strcmp(path + all - n, end) == 0;
        if (fits) return strcmp(what, "stall") ? atoi(what) : -1;
    }
    return 0;
}

/* 0: go on. Otherwise errno is set. */
static int fault(const char *call, const char *path) {
    static int interrupted;
    int kept = errno, rule;
    while ((rule = rule_for(call, path)) == -1) usleep(5000);
    errno = kept;
    if (rule == EINTR && (__sync_fetch_and_add(&interrupted, 1) & 1)) return 0;
    if (rule) errno = rule;
    return rule;
}

static const char *path_of(int fd, char *buffer, size_t size) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = syscall(SYS_readlinkat, AT_FDCWD, link, buffer, size - 1);
    if (n < 0) return NULL;
    buffer[n] = 0;
    return buffer;
}

#define REAL(type, name, ...) ((type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name))

#define OPEN(name)                                                                                                     \
    int name(const char *path, int flags, ...) {                                                                       \
        va_list more;                                                                                                  \
        va_start(more, flags);                                                                                         \
        int mode = va_arg(more, int);                                                                                  \
        va_end(more);                                                                                                  \
        return fault("open", path) ? -1 : REAL(int, #name, const char *, int, ...)(path, flags, mode);                 \
    }
OPEN(open)
OPEN(open64)

#define STAT(name)                                                                                                     \
    int name(const char *path, void *found) {                                                                   \
        return fault("stat", path) ? -1 : REAL(int, #name, const char *, void *)(path, found);                  \
    }
STAT(stat)
STAT(lstat)
STAT(stat64)
STAT(lstat64)

DIR *opendir(const char *path) { return fault("list", path) ? NULL : REAL(DIR *, "opendir", const char *)(path); }

/* Where in a directory it fails is as it comes: at the first call, unless its rule is made later. */
#define READDIR(name, entry)                                                                                           \
    struct entry *name(DIR *directory) {                                                                               \
        char path[4096];                                                                                               \
        if (fault("entries", path_of(dirfd(directory), path, sizeof path))) return NULL;                               \
        return REAL(struct entry *, #name, DIR *)(directory);                                                          \
    }
READDIR(readdir, dirent)
READDIR(readdir64, dirent64)

#define PREAD(name)                                                                                                    \
    ssize_t name(int fd, void *data, size_t size, off_t at) {                                                          \
        char path[4096];                                                                                               \
        if (fault("read", path_of(fd, path, sizeof path))) return -1;                                                  \
        return REAL(ssize_t, #name, int, void *, size_t, off_t)(fd, data, size, at);                                   \
    }
PREAD(pread)
PREAD(pread64)

ssize_t read(int fd, void *data, size_t size) {
    char path[4096];
    if (fault("read", path_of(fd, path, sizeof path))) return -1;
    return REAL(ssize_t, "read", int, void *, size_t)(fd, data, size);
}
