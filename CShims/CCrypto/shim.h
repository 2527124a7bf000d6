// Import glue for OpenSSL's libcrypto (digests, and numbers for signatures; sessions are another shim). No decisions here.
#ifndef CORDON_CCRYPTO_H
#define CORDON_CCRYPTO_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <openssl/bn.h>
#include <openssl/evp.h>
#endif
