// Import glue for processes, their sockets and their sandboxes: what Glibc's module does not give Swift, and
// calls that glibc has no function for. No decisions: what is asked for is the caller's business.
#ifndef CORDON_CINSPECTORS_H
#define CORDON_CINSPECTORS_H
// Not _GNU_SOURCE: it would give fd_set other member names than Swift's Glibc module has. What only that
// declares is asked of the kernel directly.
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// -- Processes ----------------------------------------------------------------------------------

// Calls of the kernel's table below answer 0 or a descriptor, or -1 and errno.

static inline int cordon_inspectors_pidfd_open(int pid) {
  return (int)syscall(__NR_pidfd_open, pid, 0);
}

static inline int cordon_inspectors_pidfd_kill(int pidfd, int signal) {
  return (int)syscall(__NR_pidfd_send_signal, pidfd, signal, NULL, 0);
}

// `prctl` is variadic.
static inline int cordon_inspectors_prctl(int option, unsigned long value) {
  return prctl(option, value, 0UL, 0UL, 0UL);
}

static inline int cordon_inspectors_set_name(const char *name) {
  return prctl(PR_SET_NAME, name, 0UL, 0UL, 0UL);
}

static inline int cordon_inspectors_close_from(unsigned first) {
  return (int)syscall(__NR_close_range, first, ~0U, 0);
}

// Any call: for what tries the sandbox, which must be able to ask for what it must not get.
static inline long cordon_inspectors_call(
    long number, unsigned long a, unsigned long b, unsigned long c, unsigned long d, unsigned long e) {
  return syscall(number, a, b, c, d, e, 0UL);
}

// Bytes that the allocator has from the system.
static inline uint64_t cordon_inspectors_heap_bytes(void) {
  struct mallinfo2 info = mallinfo2();
  return (uint64_t)info.arena + (uint64_t)info.hblkhd;
}

// From so many bytes on, blocks come from the system and go back to it; so many free ones are kept.
static inline int cordon_inspectors_keep_memory(int block_bytes_min, int free_bytes_max) {
  return mallopt(M_MMAP_THRESHOLD, block_bytes_min) && mallopt(M_TRIM_THRESHOLD, free_bytes_max);
}

// -- Messages -----------------------------------------------------------------------------------

// Descriptors that one message carries at most.
static const int cordon_inspectors_descriptors_max = 4;

// Sends one message with descriptors. Bytes sent, or -1 and errno.
static inline ssize_t cordon_inspectors_send(
    int fd, const void *bytes, size_t count, const int *descriptors, int descriptor_count, int flags) {
  struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
  char control[CMSG_SPACE(sizeof(int) * 4)] __attribute__((aligned(8))) = {0};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  if (descriptor_count > 0) {
    if (descriptor_count > cordon_inspectors_descriptors_max) return errno = EINVAL, -1;
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)descriptor_count);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)descriptor_count);
    memcpy(CMSG_DATA(header), descriptors, sizeof(int) * (size_t)descriptor_count);
  }
  return sendmsg(fd, &message, flags);
}

// Receives one message with its descriptors, of which there is room for
// `cordon_inspectors_descriptors_max`. Bytes received, 0 at the end, or -1 and errno: EMSGSIZE where
// the message, or what it carries, did not fit; its descriptors are there nevertheless.
static inline ssize_t cordon_inspectors_receive(
    int fd, void *bytes, size_t count, int *descriptors, int *descriptor_count, int flags) {
  struct iovec part = {.iov_base = bytes, .iov_len = count};
  char control[CMSG_SPACE(sizeof(int) * 4)] __attribute__((aligned(8))) = {0};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)};
  *descriptor_count = 0;
  ssize_t result = recvmsg(fd, &message, flags | MSG_CMSG_CLOEXEC);
  if (result < 0) return result;
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    size_t found = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t place = 0; place < found && *descriptor_count < cordon_inspectors_descriptors_max; place++) {
      memcpy(&descriptors[(*descriptor_count)++], CMSG_DATA(header) + place * sizeof(int), sizeof(int));
    }
  }
  if (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) return errno = EMSGSIZE, -1;
  return result;
}

// -- Sandbox ------------------------------------------------------------------------------------

// A macro of macros: the architecture whose system calls a filter names.
#if defined(__x86_64__)
static const unsigned cordon_inspectors_architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
static const unsigned cordon_inspectors_architecture = AUDIT_ARCH_AARCH64;
#endif

// F_GET_SEALS of <linux/fcntl.h>, which cannot be included beside <fcntl.h>.
static const int cordon_inspectors_get_seals = 1024 + 10;

// `instructions` are `struct sock_filter`.
static inline int cordon_inspectors_filter(const struct sock_filter *instructions, unsigned short count) {
  struct sock_fprog program = {.len = count, .filter = (struct sock_filter *)instructions};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0UL, 0UL);
}

// <sys/resource.h> differs with _GNU_SOURCE from what Glibc's module has.
static inline int cordon_inspectors_limit(int resource, uint64_t soft, uint64_t hard) {
  const uint64_t limits[2] = {soft, hard};
  return (int)syscall(__NR_prlimit64, 0, resource, limits, NULL);
}

// glibc has no function for this one.
static inline int cordon_inspectors_schedule(uint32_t policy, int32_t nice) {
  const struct {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
  } attributes = {.size = sizeof(attributes), .policy = policy, .nice = nice};
  return (int)syscall(__NR_sched_setattr, 0, &attributes, 0);
}

static inline int cordon_inspectors_unshare(int flags) { return (int)syscall(__NR_unshare, flags); }

static inline int cordon_inspectors_mount(
    const char *source, const char *target, const char *type, unsigned long flags, const char *data) {
  return (int)syscall(__NR_mount, source, target, type, flags, data);
}

static inline int cordon_inspectors_unmount(const char *target, int flags) {
  return (int)syscall(__NR_umount2, target, flags);
}

static inline int cordon_inspectors_pivot_root(const char *root, const char *old) {
  return (int)syscall(__NR_pivot_root, root, old);
}

// No other groups, and this user and group for good. Of this thread: for a process that has no other.
static inline int cordon_inspectors_become(unsigned user, unsigned group) {
  if (setgroups(0, NULL) != 0) return -1;
  if (syscall(__NR_setresgid, group, group, group) != 0) return -1;
  return (int)syscall(__NR_setresuid, user, user, user);
}

static inline int cordon_inspectors_drop_capabilities(void) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct none[2] = {{0}};
  return (int)syscall(__NR_capset, &header, none);
}

// The newest interface of Landlock that the kernel has, or -1 and errno.
static inline int cordon_inspectors_landlock_version(void) {
  const uint32_t version = 1;
  return (int)syscall(__NR_landlock_create_ruleset, NULL, 0, version);
}

// Takes rights away from the process, without an exception: `rights` are the words of a
// `struct landlock_ruleset_attr`, as many as the interface's version has.
static inline int cordon_inspectors_landlock(const uint64_t *rights, size_t bytes) {
  int ruleset = (int)syscall(__NR_landlock_create_ruleset, rights, bytes, 0);
  if (ruleset < 0) return -1;
  int result = (int)syscall(__NR_landlock_restrict_self, ruleset, 0);
  int code = errno;
  close(ruleset);
  errno = code;
  return result;
}
#endif
