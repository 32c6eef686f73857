/* C, since CPython's internal headers are. On CPython 3.11 the frames are read as the interpreter keeps them: the
   public way makes an object of each frame that is walked over, some 50 ns, and this runs for every operation that
   keeps something for its gradient. Later versions keep frames otherwise; they go the public way. */
#if defined(__has_include)
#if __has_include(<internal/pycore_frame.h>)
#define Py_BUILD_CORE 1
#define RL_HAS_FRAMES 1
#endif
#endif
#include <Python.h>
#if defined(RL_HAS_FRAMES) && PY_VERSION_HEX >= 0x030B0000 && PY_VERSION_HEX < 0x030C0000
#include <internal/pycore_frame.h>
#define RL_DIRECT 1
#endif

#include "waist/frames.h"

int rl_innermost_frame(int (*skip)(PyCodeObject*), PyCodeObject** code, int* lasti) {
#ifdef RL_DIRECT
  _PyInterpreterFrame* f = PyThreadState_Get()->cframe->current_frame;
  for (; f; f = f->previous) {
    if (_PyFrame_IsIncomplete(f) || skip(f->f_code)) continue;
    *code = (PyCodeObject*)Py_NewRef((PyObject*)f->f_code);
    *lasti = _PyInterpreterFrame_LASTI(f) * (int)sizeof(_Py_CODEUNIT);
    return 1;
  }
  return 0;
#else
  PyFrameObject* frame = PyThreadState_GetFrame(PyThreadState_Get());
  while (frame) {
    *code = PyFrame_GetCode(frame);
    if (!skip(*code)) {
      *lasti = PyFrame_GetLasti(frame);
      Py_DECREF(frame);
      return 1;
    }
    Py_DECREF(*code);
    PyFrameObject* back = PyFrame_GetBack(frame);
    Py_DECREF(frame);
    frame = back;
  }
  return 0;
#endif
}
