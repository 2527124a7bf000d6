// Import glue for liblzma (reading xz, lzma and lzip). No decisions here.
#ifndef CORDON_CLZMA_H
#define CORDON_CLZMA_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <lzma.h>

// `LZMA_STREAM_INIT` is a macro of braces.
static inline lzma_stream cordon_lzma_stream(void) {
  lzma_stream stream = LZMA_STREAM_INIT;
  return stream;
}
#endif
