// Import glue for what Glibc's module leaves out: epoll, and accept4. No decisions.
#ifndef LOAD_CEPOLL_H
#define LOAD_CEPOLL_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#endif
