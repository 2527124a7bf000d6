// Import glue for what Glibc's module does not give Swift: macros and variadic functions. No decisions.
#ifndef CORDON_CPOSIX_H
#define CORDON_CPOSIX_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/ioctl.h>
#endif
