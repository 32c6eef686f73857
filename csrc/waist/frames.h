// Where the program is: the innermost Python frame outside the package.
#pragma once
#include <Python.h>

#ifdef __cplusplus
extern "C" {
#endif

// 1 and *code (a new reference), *lasti (as frame.f_lasti): the innermost frame whose code `skip` doesn't say 1 to; 0:
// none.
int rl_innermost_frame(int (*skip)(PyCodeObject*), PyCodeObject** code, int* lasti);

#ifdef __cplusplus
}
#endif
