// Import glue for liblz4 (reading frames of LZ4). No decisions here.
#ifndef CORDON_CLZ4_H
#define CORDON_CLZ4_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <lz4frame.h>
#endif
