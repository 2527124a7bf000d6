// Import glue for Hyperscan. No decisions here.
#ifndef CORDON_CHYPERSCAN_H
#define CORDON_CHYPERSCAN_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <hs.h>
#endif
