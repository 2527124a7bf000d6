// PCRE2 for 8-bit code units, as it is.
#ifndef CORDON_CPCRE2_SHIM_H
#define CORDON_CPCRE2_SHIM_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#endif
