// Import glue for liburing: only what Swift cannot import by itself (macros, inline functions that
// touch anonymous unions). No decisions here.
#ifndef CORDON_CURING_H
#define CORDON_CURING_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <liburing.h>
#endif
