// Ends a process as it enters its N-th call of one function of the C library, counted over all its threads; what it starts is left
// alone. scripts/cut-update loads it into the real edge: CUT_CALL names the function, CUT_AT is N.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static char wanted[32];
static long at;
static atomic_long seen;

__attribute__((constructor)) static void begin(void)
{
    const char *call = getenv("CUT_CALL"), *number = getenv("CUT_AT");
    if (call && number) { strncpy(wanted, call, sizeof wanted - 1); at = atol(number); }
    unsetenv("LD_PRELOAD");
}

static void count(const char *call)
{
    if (strcmp(wanted, call) == 0 && atomic_fetch_add(&seen, 1) + 1 == at) { kill(getpid(), SIGKILL); pause(); }
}

// The C library's own dlsym: the one below stands before it.
static void *look(void *library, const char *name)
{
    return ((void *(*)(void *, const char *))dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.34"))(library, name);
}

#define COUNTED(type, name, parameters, arguments) \
    type name parameters { count(#name); return ((type (*) parameters)look(RTLD_NEXT, #name)) arguments; }

COUNTED(ssize_t, write, (int file, const void *bytes, size_t length), (file, bytes, length))
COUNTED(ssize_t, pwrite64, (int file, const void *bytes, size_t length, off64_t to), (file, bytes, length, to))
COUNTED(ssize_t, pwritev64, (int file, const struct iovec *parts, int many, off64_t to), (file, parts, many, to))
COUNTED(ssize_t, sendfile64, (int file, int from, off64_t *where, size_t length), (file, from, where, length))
COUNTED(int, rename, (const char *from, const char *to), (from, to))
COUNTED(int, link, (const char *from, const char *to), (from, to))
COUNTED(int, symlink, (const char *from, const char *to), (from, to))
COUNTED(int, unlink, (const char *path), (path))
COUNTED(int, rmdir, (const char *path), (path))
COUNTED(int, mkdir, (const char *path, mode_t mode), (path, mode))
COUNTED(int, fsync, (int file), (file))
COUNTED(int, fdatasync, (int file), (file))
COUNTED(int, ftruncate64, (int file, off64_t length), (file, length))
COUNTED(int, fallocate64, (int file, int mode, off64_t from, off64_t length), (file, mode, from, length))
COUNTED(int, chmod, (const char *path, mode_t mode), (path, mode))
COUNTED(int, fallocate, (int file, int mode, off_t from, off_t length), (file, mode, from, length))
COUNTED(int, fchown, (int file, uid_t user, gid_t group), (file, user, group))
COUNTED(int, fchmod, (int file, mode_t mode), (file, mode))
COUNTED(int, utimensat, (int folder, const char *path, const struct timespec times[2], int flags), (folder, path, times, flags))
COUNTED(int, futimens, (int file, const struct timespec times[2]), (file, times))
COUNTED(int, flock, (int file, int how), (file, how))

// Of the openings only those that may make a file.
int open64(const char *path, int flags, ...)
{
    mode_t mode = 0;
    if (flags & O_CREAT)
    {
        va_list rest;
        va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest);
        count("open64");
    }
    return ((int (*)(const char *, int, ...))look(RTLD_NEXT, "open64"))(path, flags, mode);
}

// The executable looks up what it calls by itself in the C library, past this one.
void *dlsym(void *library, const char *name)
{
    if (strcmp(name, "fsync") == 0) { return (void *)fsync; }
    if (strcmp(name, "fallocate") == 0) { return (void *)fallocate; }
    if (strcmp(name, "fchown") == 0) { return (void *)fchown; }
    return look(library, name);
}
