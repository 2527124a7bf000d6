// Import glue for liburing: only what Swift cannot import by itself (macros, anonymous unions,
// inline functions over atomics). No decisions here.
#ifndef CORDON_CURING_H
#define CORDON_CURING_H
// liburing.h defines _XOPEN_SOURCE, which would give fd_set other member names than Swift's Glibc
// module has: the C library's headers are therefore read before it.
#include <sys/types.h>
#include <sys/select.h>
#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/statfs.h>
#include <sys/un.h>
#include <unistd.h>

// liburing 2.3 keeps its own flush private: the array that maps entries is the identity, so that
// publishing the tail is all there is to it.
static inline void cordon_uring_identity(struct io_uring *ring) {
  for (unsigned i = 0; i < ring->sq.ring_entries; i++) ring->sq.array[i] = i;
}

static inline unsigned cordon_uring_flush(struct io_uring *ring) {
  struct io_uring_sq *sq = &ring->sq;
  unsigned tail = sq->sqe_tail;
  if (sq->sqe_head != tail) {
    sq->sqe_head = tail;
    io_uring_smp_store_release(sq->ktail, tail);
  }
  return tail - io_uring_smp_load_acquire(sq->khead);
}

static inline struct io_uring_sqe *cordon_uring_next(struct io_uring *ring) {
  struct io_uring_sq *sq = &ring->sq;
  if (sq->sqe_tail - io_uring_smp_load_acquire(sq->khead) >= sq->ring_entries) return 0;
  return &sq->sqes[sq->sqe_tail++ & sq->ring_mask];
}

// `timeout` may be null: no waiting limit. Returns the entries consumed, or -errno.
static inline int cordon_uring_enter(struct io_uring *ring, unsigned submit, unsigned wait,
                                     struct __kernel_timespec *timeout) {
  struct io_uring_getevents_arg argument = {
      .sigmask = 0, .sigmask_sz = _NSIG / 8, .pad = 0, .ts = (__u64)(unsigned long)timeout};
  unsigned flags = IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG;
  if (ring->int_flags & 1) flags |= IORING_ENTER_REGISTERED_RING;
  return io_uring_enter2(ring->enter_ring_fd, submit, wait, flags, (sigset_t *)&argument,
                         sizeof argument);
}

static inline unsigned cordon_uring_ready(const struct io_uring *ring) {
  return io_uring_smp_load_acquire(ring->cq.ktail) - *ring->cq.khead;
}

static inline int cordon_uring_overflowed(const struct io_uring *ring) {
  return (IO_URING_READ_ONCE(*ring->sq.kflags) & IORING_SQ_CQ_OVERFLOW) != 0;
}

static inline const struct io_uring_cqe *cordon_uring_first(const struct io_uring *ring) {
  return &ring->cq.cqes[*ring->cq.khead & ring->cq.ring_mask];
}

static inline void cordon_uring_seen(struct io_uring *ring) {
  io_uring_smp_store_release(ring->cq.khead, *ring->cq.khead + 1);
}

static inline void cordon_sqe_begin(struct io_uring_sqe *sqe, unsigned char opcode, int fd,
                                    unsigned long address, unsigned length,
                                    unsigned long long offset, unsigned long long token) {
  memset(sqe, 0, sizeof *sqe);
  sqe->opcode = opcode;
  sqe->fd = fd;
  sqe->addr = address;
  sqe->len = length;
  sqe->off = offset;
  sqe->user_data = token;
}

static inline void cordon_sqe_message_flags(struct io_uring_sqe *sqe, unsigned flags) {
  sqe->msg_flags = flags;
}
static inline void cordon_sqe_accept_flags(struct io_uring_sqe *sqe, unsigned flags) {
  sqe->accept_flags = flags;
}
static inline void cordon_sqe_cancel_flags(struct io_uring_sqe *sqe, unsigned flags) {
  sqe->cancel_flags = flags;
}
static inline void cordon_sqe_group(struct io_uring_sqe *sqe, unsigned short group) {
  sqe->flags |= IOSQE_BUFFER_SELECT;
  sqe->buf_group = group;
}

// A provided-buffer ring: the tail lies inside the first entry.
static inline void cordon_buffer_add(struct io_uring_buf_ring *ring, unsigned short tail,
                                     unsigned short mask, void *address, unsigned length,
                                     unsigned short id) {
  struct io_uring_buf *entry = &ring->bufs[tail & mask];
  entry->addr = (unsigned long)address;
  entry->len = length;
  entry->bid = id;
}
static inline void cordon_buffer_publish(struct io_uring_buf_ring *ring, unsigned short tail) {
  io_uring_smp_store_release(&ring->tail, tail);
}

static inline void cordon_sqe_poll_events(struct io_uring_sqe *sqe, unsigned events) {
  sqe->poll32_events = events;  // little-endian hosts only, as all that Cordon runs on are
}
static inline void cordon_sqe_open_flags(struct io_uring_sqe *sqe, unsigned flags) {
  sqe->open_flags = flags;
}

enum {
  CORDON_RECV_MULTISHOT = IORING_RECV_MULTISHOT,
  CORDON_RECV_POLL_FIRST = IORING_RECVSEND_POLL_FIRST,
  CORDON_ACCEPT_MULTISHOT = IORING_ACCEPT_MULTISHOT,
  CORDON_CQE_BUFFER = IORING_CQE_F_BUFFER,
  CORDON_CQE_MORE = IORING_CQE_F_MORE,
  CORDON_CQE_NONEMPTY = IORING_CQE_F_SOCK_NONEMPTY,
  CORDON_CQE_BUFFER_SHIFT = IORING_CQE_BUFFER_SHIFT,
  CORDON_SKIP_SUCCESS = IOSQE_CQE_SKIP_SUCCESS,
  CORDON_OPEN_UNLINKED = __O_TMPFILE | O_DIRECTORY | O_RDWR | O_CLOEXEC,
  CORDON_SETUP = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_CQSIZE |
                 IORING_SETUP_CLAMP | IORING_SETUP_SUBMIT_ALL,
};
#endif
