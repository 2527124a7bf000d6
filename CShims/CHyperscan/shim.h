// Import glue for Hyperscan. No decisions here.
#ifndef CORDON_CHYPERSCAN_H
#define CORDON_CHYPERSCAN_H
// Not _GNU_SOURCE: it would give fd_set other member names than Swift's Glibc module has.
#include <hs.h>
#include <stdlib.h>

static inline void cordon_hs_release(void *memory) { free(memory); }
#endif
