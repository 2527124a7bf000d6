// Import glue for what Glibc's module leaves out: epoll. No decisions.
// _GNU_SOURCE stays undefined, as in Glibc's module: with it, `fd_set` would be another type here.
#ifndef LOAD_CEPOLL_H
#define LOAD_CEPOLL_H
#include <sys/epoll.h>
#endif
