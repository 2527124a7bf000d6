// Import glue for zlib: reading gzip, packing and unpacking. No decisions here.
#ifndef CORDON_CZLIB_H
#define CORDON_CZLIB_H
// Without its file functions the header includes none of the system's: sets of descriptors are defined
// differently there than where Swift's Glibc module has them.
#define Z_SOLO
#include <zlib.h>

// `inflateInit2` is a macro. 31: the largest window, and a gzip header.
static inline int cordon_zlib_begin_gzip(z_stream *stream) { return inflateInit2(stream, 31); }

// `deflateInit` and `inflateInit` are macros.
static inline int cordon_zlib_begin_packing(z_stream *stream, int level) {
  return deflateInit(stream, level);
}
static inline int cordon_zlib_begin_unpacking(z_stream *stream) { return inflateInit(stream); }

// The same with the window's bits given: negative for bare deflate, 15 for a zlib header.
static inline int cordon_zlib_begin(z_stream *stream, int window_bits) {
  return inflateInit2(stream, window_bits);
}
#endif
