#include "base/isa.h"
