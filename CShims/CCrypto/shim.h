// Import glue for OpenSSL's libcrypto: digests, ciphers, keys, and numbers for signatures. No decisions here.
#ifndef CORDON_CCRYPTO_H
#define CORDON_CCRYPTO_H
// Not _GNU_SOURCE: it would give fd_set other member names than Swift's Glibc module has.
#include <openssl/bn.h>
#include <openssl/evp.h>
#endif
