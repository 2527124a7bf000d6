// Import glue for libbrotlidec (reading Brotli). No decisions here.
#ifndef CORDON_CBROTLI_H
#define CORDON_CBROTLI_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <brotli/decode.h>
#endif
