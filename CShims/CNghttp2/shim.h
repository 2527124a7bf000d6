// Import glue for nghttp2. No decisions here.
#ifndef CORDON_CNGHTTP2_H
#define CORDON_CNGHTTP2_H
// Not _GNU_SOURCE: it would give fd_set other member names than Swift's Glibc module has.
#include <malloc.h>
#include <nghttp2/nghttp2.h>
#endif
