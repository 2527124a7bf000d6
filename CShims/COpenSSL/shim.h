// Import glue for OpenSSL: macros and typed stacks, which Swift cannot import. No decisions here.
#ifndef CORDON_COPENSSL_H
#define CORDON_COPENSSL_H
// Not _GNU_SOURCE: it would give fd_set other member names than Swift's Glibc module has.
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

// -- Macros over controls -----------------------------------------------------------------------

static inline int cordon_tls_set_versions(SSL_CTX *ctx, int min, int max) {
  return SSL_CTX_set_min_proto_version(ctx, min) == 1 && SSL_CTX_set_max_proto_version(ctx, max) == 1;
}

static inline void cordon_tls_set_mode(SSL_CTX *ctx, long mode) { SSL_CTX_set_mode(ctx, mode); }

static inline void cordon_tls_disable_cache(SSL_CTX *ctx) {
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
}

static inline void cordon_tls_keep_sessions(SSL_CTX *ctx, int (*callback)(SSL *, SSL_SESSION *)) {
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(ctx, callback);
}

static inline int cordon_tls_set_groups(SSL_CTX *ctx, const char *groups) {
  return SSL_CTX_set1_groups_list(ctx, groups) == 1;
}

static inline void cordon_tls_set_name_callback(
    SSL_CTX *ctx, int (*callback)(SSL *, int *, void *), void *argument) {
  SSL_CTX_set_tlsext_servername_callback(ctx, callback);
  SSL_CTX_set_tlsext_servername_arg(ctx, argument);
}

static inline void cordon_tls_set_status_callback(SSL_CTX *ctx, int (*callback)(SSL *, void *)) {
  SSL_CTX_set_tlsext_status_cb(ctx, callback);
}

static inline void cordon_tls_set_certificates_max(SSL_CTX *ctx, long bytes) {
  SSL_CTX_set_max_cert_list(ctx, bytes);
}

// Gives a session a copy of a response, which it then owns; 0 for want of memory.
static inline int cordon_tls_staple(SSL *ssl, const unsigned char *bytes, long count) {
  unsigned char *copy = (unsigned char *)OPENSSL_memdup(bytes, count);
  if (copy && SSL_set_tlsext_status_ocsp_resp(ssl, copy, count) == 1) return 1;
  OPENSSL_free(copy);
  return 0;
}

static inline int cordon_tls_set_name(SSL *ssl, const char *name) {
  return SSL_set_tlsext_host_name(ssl, name) == 1;
}

// What a BIO in memory has been written.
static inline long cordon_tls_memory(BIO *bio, char **bytes) { return BIO_get_mem_data(bio, bytes); }

static const unsigned long cordon_tls_name_form = XN_FLAG_RFC2253;
static const unsigned long cordon_tls_no_tickets = SSL_OP_NO_TICKET;
static const unsigned long cordon_tls_own_order = SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA;
static const unsigned long cordon_tls_options = SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION;
static const long cordon_tls_mode =
    SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS;
static const int cordon_tls_bio_type = BIO_TYPE_SOURCE_SINK;

static inline void cordon_tls_want_read(BIO *bio) { BIO_set_retry_read(bio); }
static inline void cordon_tls_want_write(BIO *bio) { BIO_set_retry_write(bio); }
static inline void cordon_tls_want_nothing(BIO *bio) { BIO_clear_retry_flags(bio); }

// Parameters are an array with an end. HMAC with SHA-256 under a key.
static inline int cordon_tls_authenticate(EVP_MAC_CTX *mac, const unsigned char *key, size_t count) {
  OSSL_PARAM list[3] = {
      OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, (void *)key, count),
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)"SHA256", 0),
      OSSL_PARAM_construct_end(),
  };
  return EVP_MAC_CTX_set_params(mac, list) == 1;
}

// -- Typed stacks -------------------------------------------------------------------------------

// Takes certificates over from `list`; NULL for want of memory. Each gets a reference of its own.
static inline STACK_OF(X509) *cordon_tls_chain(X509 *const *list, int count) {
  STACK_OF(X509) *chain = sk_X509_new_null();
  for (int index = 0; chain && index < count; index++) {
    if (X509_up_ref(list[index]) != 1) continue;
    if (!sk_X509_push(chain, list[index])) X509_free(list[index]);
  }
  return chain;
}

static inline void cordon_tls_chain_free(STACK_OF(X509) *chain) { sk_X509_pop_free(chain, X509_free); }

// The certificates by which the other side's was verified: its own first, the one that is trusted last.
static inline int cordon_tls_verified_count(SSL *ssl) {
  STACK_OF(X509) *chain = SSL_get0_verified_chain(ssl);
  return chain ? sk_X509_num(chain) : 0;
}

static inline X509 *cordon_tls_verified_at(SSL *ssl, int index) {
  return sk_X509_value(SSL_get0_verified_chain(ssl), index);
}

static inline int cordon_tls_use(SSL_CTX *ctx, X509 *leaf, EVP_PKEY *key, STACK_OF(X509) *chain) {
  return SSL_CTX_use_cert_and_key(ctx, leaf, key, chain, 0) == 1;
}

// The alternative names of a certificate; NULL where it has none.
static inline GENERAL_NAMES *cordon_tls_names(const X509 *leaf) {
  return (GENERAL_NAMES *)X509_get_ext_d2i(leaf, NID_subject_alt_name, NULL, NULL);
}

static inline int cordon_tls_names_count(const GENERAL_NAMES *names) {
  return sk_GENERAL_NAME_num(names);
}

// The bytes of a host name among the alternative names; NULL where the name is of another kind.
static inline const unsigned char *cordon_tls_name_at(const GENERAL_NAMES *names, int index, int *count) {
  const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, index);
  if (name->type != GEN_DNS) return NULL;
  *count = ASN1_STRING_length(name->d.dNSName);
  return ASN1_STRING_get0_data(name->d.dNSName);
}
#endif
