// Import glue for libzstd (reading Zstandard). No decisions here.
#ifndef CORDON_CZSTD_H
#define CORDON_CZSTD_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <zstd.h>
#include <zstd_errors.h>
#endif
