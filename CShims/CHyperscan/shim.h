// Import glue for Hyperscan. No decisions here.
#ifndef CORDON_CHYPERSCAN_H
#define CORDON_CHYPERSCAN_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <hs.h>
#include <stdlib.h>

// Swift's Glibc module cannot be imported beside this one (see `_GNU_SOURCE`).
static inline void cordon_hs_release(void *memory) { free(memory); }
#endif
