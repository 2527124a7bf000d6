// Import glue for libarchive (reading archives). No decisions here.
#ifndef CORDON_CARCHIVE_H
#define CORDON_CARCHIVE_H
#include <archive.h>
#include <archive_entry.h>
#endif
