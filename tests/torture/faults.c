/* Loaded before libc (LD_PRELOAD): counts what is written under one folder, and at the n-th of these calls dies, tears a
 * write in two, or fails; and notes every call with its bytes, so that a power cut can be replayed. See faults.py.
 *
 * Linux only. The calls are made with syscall(), so there is nothing to look up and nothing that could recurse.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { NOTHING, DIE, TEAR, FAIL, CUT }; /* what befalls the n-th call; as in faults.py */

static char folder[PATH_MAX];
static size_t folder_length; /* 0: nothing is counted */
static long counted, at;
static int what, error, lasting, notes = -1;

/* One call, as it is noted: this, then two texts, then the bytes that were written. */
struct note {
    uint8_t op;
    uint8_t done; /* 0: it failed */
    uint16_t text1, text2;
    uint16_t unused;
    uint64_t inode;
    int64_t offset;
    uint64_t size;
};

void faults_arm(const char *path, int what_then, long at_call, int error_then, int lasting_then, int notes_then) {
    folder_length = strlen(path);
    memcpy(folder, path, folder_length + 1);
    counted = 0;
    what = what_then;
    at = at_call;
    error = error_then;
    lasting = lasting_then;
    notes = notes_then;
}

long faults_disarm(void) {
    folder_length = 0;
    return counted;
}

static int raw_write(int fd, const void *data, size_t size) { return (int)syscall(SYS_write, fd, data, size); }

static void note(char op, int done, const char *text1, const char *text2, ino_t inode, int64_t offset, const void *data,
                 size_t size) {
    if (notes < 0) return;
    struct note head = {.op = (uint8_t)op, .done = (uint8_t)done, .inode = inode, .offset = offset, .size = data ? size : 0};
    head.text1 = text1 ? (uint16_t)strlen(text1) : 0;
    head.text2 = text2 ? (uint16_t)strlen(text2) : 0;
    int before = errno;
    raw_write(notes, &head, sizeof head);
    if (head.text1) raw_write(notes, text1, head.text1);
    if (head.text2) raw_write(notes, text2, head.text2);
    if (head.size) raw_write(notes, data, size);
    errno = before;
}

/* What the program under test has said: it goes among the calls. */
void faults_say(const char *text) { note('!', 1, text, NULL, 0, 0, NULL, 0); }

static int inside(const char *path) {
    return folder_length && !strncmp(path, folder, folder_length) && (path[folder_length] == '/' || !path[folder_length]);
}

static int named(int fd, char *path) {
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return inside(path);
}

/* The whole path of a name, in `path`; whether it is inside the folder. */
static int found(int dir, const char *name, char *path) {
    if (!folder_length || !name) return 0;
    if (name[0] == '/') {
        snprintf(path, PATH_MAX, "%s", name);
        return inside(path);
    }
    char base[PATH_MAX];
    if (dir == AT_FDCWD) {
        if (syscall(SYS_getcwd, base, sizeof base) < 0) return 0;
    } else {
        named(dir, base);
    }
    size_t length = strlen(base);
    snprintf(path, PATH_MAX, "%s", base);
    snprintf(path + length, PATH_MAX - length, "/%s", name);
    return inside(path);
}

static const char *within(const char *path) { return path[folder_length] ? path + folder_length + 1 : ""; }

static ino_t inode_of(int dir, const char *name) {
    struct stat found_there;
    return fstatat(dir, name, &found_there, AT_SYMLINK_NOFOLLOW) ? 0 : found_there.st_ino;
}

static void die(void) {
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;) pause();
}

/* Counts a call, and says what is to befall it; dies if that is it. A full disk does not keep anybody from `freeing`. */
static int befalls(int freeing) {
    long n = ++counted;
    int now = n == at ? what : (n > at && at && lasting && what >= FAIL) ? FAIL : NOTHING;
    if (now == DIE) die();
    if (now >= FAIL && freeing && error == ENOSPC) now = NOTHING;
    if (now == FAIL) errno = error;
    return now;
}

/* As befalls, of a call that has no halves. */
static int fails(int freeing) {
    int now = befalls(freeing);
    if (now == TEAR) die();
    if (now == CUT) errno = error;
    return now != NOTHING;
}

/* Files */

static ssize_t written(int fd, const void *data, size_t size, off_t offset, int positioned) {
    char path[PATH_MAX];
    if (!folder_length || !named(fd, path))
        return positioned ? syscall(SYS_pwrite64, fd, data, size, offset) : syscall(SYS_write, fd, data, size);
    struct stat file;
    fstat(fd, &file);
    if (!positioned) {
        int append = fcntl(fd, F_GETFL) & O_APPEND;
        offset = append ? file.st_size : (off_t)syscall(SYS_lseek, fd, 0, SEEK_CUR);
    }
    int now = befalls(0);
    if (now == FAIL) return note('w', 0, within(path), NULL, file.st_ino, offset, NULL, 0), -1;
    size_t length = now == NOTHING || size < 2 ? size : size / 2;
    ssize_t done = positioned ? syscall(SYS_pwrite64, fd, data, length, offset) : syscall(SYS_write, fd, data, length);
    note('w', done >= 0, within(path), NULL, file.st_ino, offset, data, done > 0 ? (size_t)done : 0);
    if (now == TEAR) die();
    return done;
}

ssize_t write(int fd, const void *data, size_t size) { return written(fd, data, size, 0, 0); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) { return written(fd, data, size, offset, 1); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset) { return written(fd, data, size, offset, 1); }

/* Several pieces: one after another, as a caller must be ready for. */
ssize_t writev(int fd, const struct iovec *pieces, int number) {
    ssize_t sum = 0;
    for (int n = 0; n < number; n++) {
        if (!pieces[n].iov_len) continue;
        ssize_t done = written(fd, pieces[n].iov_base, pieces[n].iov_len, 0, 0);
        if (done < 0) return sum ? sum : -1;
        sum += done;
        if ((size_t)done < pieces[n].iov_len) break;
    }
    return sum;
}

/* What copies inside the kernel: the caller falls back to reading and writing. */
ssize_t sendfile(int out, int in, off_t *offset, size_t size) {
    char path[PATH_MAX];
    if (folder_length && named(out, path)) return errno = EINVAL, -1;
    return syscall(SYS_sendfile, out, in, offset, size);
}
ssize_t sendfile64(int out, int in, off64_t *offset, size_t size) { return sendfile(out, in, offset, size); }
ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t size, unsigned flags) {
    char path[PATH_MAX];
    if (folder_length && named(out, path)) return errno = EINVAL, -1;
    return syscall(SYS_copy_file_range, in, from, out, to, size, flags);
}

static int synced(int fd, long call) {
    char path[PATH_MAX];
    if (!folder_length || !named(fd, path)) return (int)syscall(call, fd);
    struct stat file;
    fstat(fd, &file);
    int result = fails(1 && error == ENOSPC) ? -1 : (int)syscall(call, fd);
    note(S_ISDIR(file.st_mode) ? 'd' : 's', !result, within(path), NULL, file.st_ino, 0, NULL, 0);
    return result;
}

int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

int ftruncate64(int fd, off64_t size) {
    char path[PATH_MAX];
    if (!folder_length || !named(fd, path)) return (int)syscall(SYS_ftruncate, fd, size);
    struct stat file;
    fstat(fd, &file);
    int result = fails(size <= file.st_size) ? -1 : (int)syscall(SYS_ftruncate, fd, size);
    note('t', !result, within(path), NULL, file.st_ino, size, NULL, 0);
    return result;
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int posix_fallocate64(int fd, off64_t offset, off64_t size) {
    char path[PATH_MAX];
    if (folder_length && named(fd, path)) return EINVAL;
    return syscall(SYS_fallocate, fd, 0, offset, size) ? errno : 0;
}
int posix_fallocate(int fd, off_t offset, off_t size) { return posix_fallocate64(fd, offset, size); }

/* Names */

static int opened(int dir, const char *name, int flags, mode_t mode) {
    char path[PATH_MAX];
    int writing = (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC));
    if (!writing || (flags & O_TMPFILE) == O_TMPFILE || !found(dir, name, path))
        return (int)syscall(SYS_openat, dir, name, flags, mode);
    ino_t before = inode_of(dir, name);
    int fd = fails(before && !(flags & O_TRUNC)) ? -1 : (int)syscall(SYS_openat, dir, name, flags, mode);
    struct stat file = {0};
    if (fd >= 0) fstat(fd, &file);
    note(before ? (flags & O_TRUNC ? 't' : 'o') : 'c', fd >= 0, within(path), NULL, file.st_ino, 0, NULL, 0);
    return fd;
}

#define MODE                          \
    mode_t mode = 0;                  \
    if (flags & (O_CREAT | O_TMPFILE)) { \
        va_list more;                 \
        va_start(more, flags);        \
        mode = va_arg(more, mode_t);  \
        va_end(more);                 \
    }

int open(const char *name, int flags, ...) {
    MODE
    return opened(AT_FDCWD, name, flags, mode);
}
int open64(const char *name, int flags, ...) {
    MODE
    return opened(AT_FDCWD, name, flags | O_LARGEFILE, mode);
}
int openat(int dir, const char *name, int flags, ...) {
    MODE
    return opened(dir, name, flags, mode);
}
int openat64(int dir, const char *name, int flags, ...) {
    MODE
    return opened(dir, name, flags | O_LARGEFILE, mode);
}

int unlinkat(int dir, const char *name, int flags) {
    char path[PATH_MAX];
    if (!found(dir, name, path)) return (int)syscall(SYS_unlinkat, dir, name, flags);
    int result = fails(1) ? -1 : (int)syscall(SYS_unlinkat, dir, name, flags);
    note('u', !result, within(path), NULL, 0, 0, NULL, 0);
    return result;
}
int unlink(const char *name) { return unlinkat(AT_FDCWD, name, 0); }
int rmdir(const char *name) { return unlinkat(AT_FDCWD, name, AT_REMOVEDIR); }

int renameat(int dir, const char *name, int dir2, const char *name2) {
    char path[PATH_MAX], path2[PATH_MAX];
    int from = found(dir, name, path), to = found(dir2, name2, path2);
    if (!from || !to) return (int)syscall(SYS_renameat2, dir, name, dir2, name2, 0);
    int result = fails(0) ? -1 : (int)syscall(SYS_renameat2, dir, name, dir2, name2, 0);
    note('r', !result, within(path), within(path2), 0, 0, NULL, 0);
    return result;
}
int rename(const char *name, const char *name2) { return renameat(AT_FDCWD, name, AT_FDCWD, name2); }

int linkat(int dir, const char *name, int dir2, const char *name2, int flags) {
    char path[PATH_MAX], path2[PATH_MAX];
    int from = found(dir, name, path), to = found(dir2, name2, path2);
    if (!from || !to) return (int)syscall(SYS_linkat, dir, name, dir2, name2, flags);
    int result = fails(0) ? -1 : (int)syscall(SYS_linkat, dir, name, dir2, name2, flags);
    note('l', !result, within(path), within(path2), 0, 0, NULL, 0);
    return result;
}
int link(const char *name, const char *name2) { return linkat(AT_FDCWD, name, AT_FDCWD, name2, 0); }

int mkdirat(int dir, const char *name, mode_t mode) {
    char path[PATH_MAX];
    if (!found(dir, name, path)) return (int)syscall(SYS_mkdirat, dir, name, mode);
    int result = fails(0) ? -1 : (int)syscall(SYS_mkdirat, dir, name, mode);
    note('m', !result, within(path), NULL, result ? 0 : inode_of(dir, name), 0, NULL, 0);
    return result;
}
int mkdir(const char *name, mode_t mode) { return mkdirat(AT_FDCWD, name, mode); }
