// TurboJPEG, as it is: the interface of libjpeg-turbo that reports errors without long jumps.
#ifndef CORDON_CTURBOJPEG_SHIM_H
#define CORDON_CTURBOJPEG_SHIM_H

#include <turbojpeg.h>

#endif
