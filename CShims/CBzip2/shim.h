// Import glue for libbz2 (reading bzip2). No decisions here.
#ifndef CORDON_CBZIP2_H
#define CORDON_CBZIP2_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <bzlib.h>
#endif
