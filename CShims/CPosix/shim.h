// Import glue for what Glibc's module does not give Swift: macros and variadic functions. No decisions.
#ifndef CORDON_CPOSIX_H
#define CORDON_CPOSIX_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

// `cpu_set_t` is worked on by macros. The cores that this thread may run on, or 0 on error.
static inline int cordon_posix_available_cores(void) {
  cpu_set_t set;
  CPU_ZERO(&set);
  return sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 0;
}

// Ties the calling thread to the n-th of the cores that it may run on. 0, or an error number.
static inline int cordon_posix_pin(int n) {
  cpu_set_t set, one;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof(set), &set) != 0) return errno;
  for (int core = 0; core < CPU_SETSIZE; core++) {
    if (!CPU_ISSET(core, &set) || n-- > 0) continue;
    CPU_ZERO(&one);
    CPU_SET(core, &one);
    return sched_setaffinity(0, sizeof(one), &one) == 0 ? 0 : errno;
  }
  return EINVAL;
}

// `syscall` is variadic. `parameters` is a `struct io_uring_params` (120 bytes). A descriptor, or -1
// and errno.
static inline int cordon_posix_io_uring_setup(unsigned entries, void *parameters) {
  return (int)syscall(__NR_io_uring_setup, entries, parameters);
}

// A macro of macros.
static const int cordon_posix_tmpfile = O_TMPFILE;

// Memory as a file that can be sealed. A descriptor, or -1 and errno.
static inline int cordon_posix_memory_file(const char *name) {
  return memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

// `fcntl` is variadic. Against change of size and content, and against more seals. 0, or -1 and errno.
static inline int cordon_posix_seal(int fd) {
  return fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
}

// Whether all of these seals but the last are there: nobody can change the file's size or content.
static inline int cordon_posix_is_sealed(int fd) {
  int seals = fcntl(fd, F_GET_SEALS);
  int wanted = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
  return seals >= 0 && (seals & wanted) == wanted;
}

// glibc asks for a descriptor's status by a call that can ask for a path's as well, which an inspector must
// not. 0, or -1 and errno.
static inline int cordon_posix_fstat(int fd, struct stat *status) {
  return (int)syscall(__NR_fstat, fd, status);
}

// The name is for who looks at the process; `seals` are added to those of the size. A descriptor, or -1 and
// errno.
static inline int cordon_posix_sized_memory_file(const char *name, off_t bytes, int seals) {
  int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) return -1;
  if (ftruncate(fd, bytes) == 0 && fcntl(fd, F_ADD_SEALS, seals | F_SEAL_SHRINK | F_SEAL_GROW) == 0)
    return fd;
  int code = errno;
  close(fd);
  errno = code;
  return -1;
}

// F_SEAL_SEAL of <linux/fcntl.h>: no more seals.
static const int cordon_posix_last_seal = F_SEAL_SEAL;

// `fcntl` is variadic. Against change of the content, by whoever has it, and against more seals: refused
// where it is mapped for writing anywhere. 0, or -1 and errno.
static inline int cordon_posix_seal_content(int fd) {
  return fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_WRITE);
}

// Gives back what a file has from an offset on; its size stays. 0, or -1 and errno.
static inline int cordon_posix_discard(int fd, off_t offset, off_t bytes) {
  return fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, bytes);
}

static inline int cordon_eventfd(void) { return eventfd(0, EFD_CLOEXEC); }

// Each read takes one of what was written, and waits where there is nothing.
static inline int cordon_posix_semaphore(void) { return eventfd(0, EFD_CLOEXEC | EFD_SEMAPHORE); }

// Makes the calling thread batch work (its wake-ups preempt nobody) of that niceness, which cannot be
// taken back. Linux keeps both for each thread. 0, or -1 and errno.
static inline int cordon_posix_lower_priority(int nice) {
  struct sched_param none = {0};
  int batch = sched_setscheduler(0, SCHED_BATCH, &none);
  // <sys/resource.h> differs with _GNU_SOURCE from what Glibc's module has.
  const int thread = 0;
  return syscall(__NR_setpriority, thread, 0, nice) == 0 ? batch : -1;
}
#endif
