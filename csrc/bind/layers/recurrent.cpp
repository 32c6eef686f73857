// Recurrent layers: ext.lstm_run, ext.lstm_back, ext.gru_run, ext.gru_back, ext.rnn_run, ext.rnn_back, with the
// arguments and results of _arrays/layers/recurrent.py. Anything but contiguous float32 or float64 arrays of one type,
// of sizes that fit, none of them empty, is answered with NotImplemented, before anything is written.
#include "kernels/layers/recurrent.h"

#include <cstring>
#include <initializer_list>

#include "base/allocator.h"
#include "bind/common/args.h"

namespace rl {

namespace {

constexpr int64_t kRelease = 500000;  // multiply-adds: some 20 µs

// Memory for the length of a call.
struct Room {
  explicit Room(size_t bytes) : bytes(bytes), p(alloc(bytes)) {}
  ~Room() {
    if (p) dealloc(p, bytes);
  }
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;
  size_t bytes;
  void* p;
};

// What all layers have: sizes (T,), w (gates * H, P), h (N, P), and rows as sizes tells.
struct Layer {
  int type;
  int64_t steps, batch, cells, out, rows, gates;
  const int64_t* sizes;
  bool reverse;

  bool read(PyObject* sizes_, PyObject* w_, PyObject* h_, PyObject* reverse_, int64_t gates_) {
    PyArrayObject *s = int64_array(sizes_), *w = float_array(w_), *h;
    if (!s || !w || PyArray_NDIM(s) != 1 || PyArray_NDIM(w) != 2 || !PyBool_Check(reverse_)) return false;
    type = PyArray_TYPE(w), gates = gates_, reverse = reverse_ == Py_True;
    if (!(h = typed_array(h_, type)) || PyArray_NDIM(h) != 2) return false;
    steps = PyArray_DIM(s, 0), batch = PyArray_DIM(h, 0), out = PyArray_DIM(h, 1), cells = PyArray_DIM(w, 0) / gates,
    rows = 0;
    if (cells * gates != PyArray_DIM(w, 0) || PyArray_DIM(w, 1) != out || steps < 1 || batch < 1 || out < 1 ||
        cells < 1)
      return false;
    sizes = static_cast<const int64_t*>(PyArray_DATA(s));
    int64_t most = batch;
    for (int64_t t = 0; t < steps; t++) {
      if (sizes[t] < 1 || sizes[t] > most) return false;
      most = sizes[t];
      rows += most;
    }
    return true;
  }
  // A matrix of the type; null for another one.
  PyArrayObject* matrix(PyObject* o, int64_t n, int64_t m) const {
    PyArrayObject* a = typed_array(o, type);
    return a && PyArray_NDIM(a) == 2 && PyArray_DIM(a, 0) == n && PyArray_DIM(a, 1) == m ? a : nullptr;
  }
  bool matrices(std::initializer_list<PyObject*> all, int64_t n, int64_t m) const {
    for (PyObject* o : all)
      if (!matrix(o, n, m)) return false;
    return true;
  }
  bool work() const { return rows * gates * cells * out > kRelease; }
};

// The results of one call: new matrices, given away as a tuple at the end.
struct Results {
  explicit Results(int n) : tuple(PyTuple_New(n)), ok(tuple) {}
  PyObject* tuple;
  bool ok;

  template <class T> T* add(int i, const Layer& s, int64_t n, int64_t m, const T* from = nullptr) {
    const npy_intp dims[2] = {static_cast<npy_intp>(n), static_cast<npy_intp>(m)};
    PyObject* a = ok ? empty_array(2, dims, s.type) : nullptr;
    if (!a) return ok = false, nullptr;
    PyTuple_SET_ITEM(tuple, i, a);
    if (from) std::memcpy(data<T>(a), from, static_cast<size_t>(n * m) * sizeof(T));
    return data<T>(a);
  }
  void again(int i, PyObject* a) {
    if (ok) PyTuple_SET_ITEM(tuple, i, Py_NewRef(a));
  }
  PyObject* give() {
    if (!ok) Py_CLEAR(tuple);
    return tuple;
  }
};

// The kernel `run` of the layer, with `numbers` of room which `share` hands out.
template <class T, class Share>
PyObject* call(const Layer& s, Recurrence<T>& r, Results& results, int64_t numbers, void (*run)(const Recurrence<T>&),
               Share&& share) {
  if (!results.ok) return results.give();
  const size_t before = (static_cast<size_t>(numbers) * sizeof(T) + 7) / 8 * 8;
  Room room(before + static_cast<size_t>(s.steps) * sizeof(int64_t));
  if (!room.p) return Py_DECREF(results.tuple), PyErr_NoMemory();
  int64_t* starts = reinterpret_cast<int64_t*>(static_cast<char*>(room.p) + before);
  for (int64_t t = 0, at = 0; t < s.steps; at += s.sizes[t++]) starts[t] = at;
  share(static_cast<T*>(room.p));
  r.steps = s.steps, r.batch = s.batch, r.cells = s.cells, r.out = s.out, r.reverse = s.reverse;
  r.sizes = s.sizes, r.starts = starts;
  Unlocked unlocked(s.work());
  run(r);
  return results.tuple;
}

template <class T> const RecurrentFunctions<T>& functions();
template <> const RecurrentFunctions<float>& functions() { return recurrent().f32; }
template <> const RecurrentFunctions<double>& functions() { return recurrent().f64; }

// x, sizes, w, h, c, wr, reverse
template <class T> PyObject* lstm_run(const Layer& s, PyObject* const* args) {
  const int64_t k = s.cells, p = s.out;
  Recurrence<T> r{};
  Results all(6);
  r.x = data<T>(args[0]), r.w = data<T>(args[2]), r.wr = data<T>(args[5]);
  r.y = all.add<T>(0, s, s.rows, p);
  r.h = all.add<T>(1, s, s.batch, p, data<T>(args[3]));
  r.c = all.add<T>(2, s, s.batch, k, data<T>(args[4]));
  r.gates = all.add<T>(3, s, s.rows, 4 * k);
  r.cell = all.add<T>(4, s, s.rows, k);
  if (r.wr) r.raw = all.add<T>(5, s, s.rows, k);
  else if (all.ok) all.again(5, PyTuple_GET_ITEM(all.tuple, 0)), r.raw = r.y;
  return call<T>(s, r, all, 4 * k * (p + s.batch) + (r.wr ? p * k : 0), functions<T>().lstm,
                 [&](T* room) { r.turned = room, r.part = room + 4 * k * p, r.turned_r = r.part + 4 * k * s.batch; });
}

PyObject* py_lstm_run(PyObject*, PyObject* const* args, Py_ssize_t n) {
  Layer s;
  if (n != 7 || !s.read(args[1], args[2], args[3], args[6], 4) || !s.matrices({args[0]}, s.rows, 4 * s.cells) ||
      !s.matrices({args[4]}, s.batch, s.cells) ||
      !(args[5] == Py_None ? s.out == s.cells : s.matrices({args[5]}, s.out, s.cells)))
    return not_implemented();
  return s.type == NPY_FLOAT ? lstm_run<float>(s, args) : lstm_run<double>(s, args);
}

// gy, gh, gc, y, h, gates, cells, c, sizes, w, wr, reverse
template <class T> PyObject* lstm_back(const Layer& s, PyObject* const* args) {
  const int64_t k = s.cells, p = s.out;
  Recurrence<T> r{};
  Results all(5);
  r.gy = data<T>(args[0]), r.y = data<T>(args[3]), r.h0 = data<T>(args[4]), r.gates = data<T>(args[5]),
  r.cell = data<T>(args[6]);
  r.c0 = data<T>(args[7]), r.w = data<T>(args[9]), r.wr = data<T>(args[10]);
  r.gx = all.add<T>(0, s, s.rows, 4 * k);
  r.gh = all.add<T>(1, s, s.batch, p, data<T>(args[1]));
  r.gc = all.add<T>(2, s, s.batch, k, data<T>(args[2]));
  r.before = all.add<T>(3, s, s.rows, p);
  if (r.wr) r.gs = all.add<T>(4, s, s.rows, p);
  else all.again(4, Py_None);
  return call<T>(s, r, all, r.wr ? s.batch * k : 0, functions<T>().lstm_back, [&](T* room) { r.part = room; });
}

PyObject* py_lstm_back(PyObject*, PyObject* const* args, Py_ssize_t n) {
  Layer s;
  if (n != 12 || !s.read(args[8], args[9], args[4], args[11], 4) || !s.matrices({args[0], args[3]}, s.rows, s.out) ||
      !s.matrices({args[1]}, s.batch, s.out) || !s.matrices({args[2], args[7]}, s.batch, s.cells) ||
      !s.matrices({args[5]}, s.rows, 4 * s.cells) || !s.matrices({args[6]}, s.rows, s.cells) ||
      !(args[10] == Py_None ? s.out == s.cells : s.matrices({args[10]}, s.out, s.cells)))
    return not_implemented();
  return s.type == NPY_FLOAT ? lstm_back<float>(s, args) : lstm_back<double>(s, args);
}

// x, sizes, w, b, h, reverse
template <class T> PyObject* gru_run(const Layer& s, PyObject* const* args) {
  const int64_t k = s.cells;
  Recurrence<T> r{};
  Results all(3);
  r.x = data<T>(args[0]), r.w = data<T>(args[2]), r.b = data<T>(args[3]);
  r.y = all.add<T>(0, s, s.rows, k);
  r.h = all.add<T>(1, s, s.batch, k, data<T>(args[4]));
  r.gates = all.add<T>(2, s, s.rows, 4 * k);
  return call<T>(s, r, all, 3 * k * (k + s.batch), functions<T>().gru,
                 [&](T* room) { r.turned = room, r.part = room + 3 * k * k; });
}

PyObject* py_gru_run(PyObject*, PyObject* const* args, Py_ssize_t n) {
  Layer s;
  if (n != 6 || !s.read(args[1], args[2], args[4], args[5], 3) || s.out != s.cells ||
      !s.matrices({args[0]}, s.rows, 3 * s.cells))
    return not_implemented();
  if (args[3] != Py_None) {
    PyArrayObject* b = typed_array(args[3], s.type);
    if (!b || PyArray_NDIM(b) != 1 || PyArray_DIM(b, 0) != 3 * s.cells) return not_implemented();
  }
  return s.type == NPY_FLOAT ? gru_run<float>(s, args) : gru_run<double>(s, args);
}

// gy, gh, y, h, gates, sizes, w, reverse
template <class T> PyObject* gru_back(const Layer& s, PyObject* const* args) {
  const int64_t k = s.cells;
  Recurrence<T> r{};
  Results all(4);
  r.gy = data<T>(args[0]), r.y = data<T>(args[2]), r.h0 = data<T>(args[3]), r.gates = data<T>(args[4]),
  r.w = data<T>(args[6]);
  r.gx = all.add<T>(0, s, s.rows, 3 * k);
  r.gpart = all.add<T>(1, s, s.rows, 3 * k);
  r.gh = all.add<T>(2, s, s.batch, k, data<T>(args[1]));
  r.before = all.add<T>(3, s, s.rows, k);
  return call<T>(s, r, all, 0, functions<T>().gru_back, [](T*) {});
}

PyObject* py_gru_back(PyObject*, PyObject* const* args, Py_ssize_t n) {
  Layer s;
  if (n != 8 || !s.read(args[5], args[6], args[3], args[7], 3) || s.out != s.cells ||
      !s.matrices({args[0], args[2]}, s.rows, s.cells) || !s.matrices({args[1]}, s.batch, s.cells) ||
      !s.matrices({args[4]}, s.rows, 4 * s.cells))
    return not_implemented();
  return s.type == NPY_FLOAT ? gru_back<float>(s, args) : gru_back<double>(s, args);
}

// x, sizes, w, h, relu, reverse
template <class T> PyObject* rnn_run(const Layer& s, PyObject* const* args) {
  const int64_t k = s.cells;
  Recurrence<T> r{};
  Results all(2);
  r.x = data<T>(args[0]), r.w = data<T>(args[2]), r.relu = args[4] == Py_True;
  r.y = all.add<T>(0, s, s.rows, k);
  r.h = all.add<T>(1, s, s.batch, k, data<T>(args[3]));
  return call<T>(s, r, all, k * (k + s.batch), functions<T>().rnn,
                 [&](T* room) { r.turned = room, r.part = room + k * k; });
}

PyObject* py_rnn_run(PyObject*, PyObject* const* args, Py_ssize_t n) {
  Layer s;
  if (n != 6 || !s.read(args[1], args[2], args[3], args[5], 1) || s.out != s.cells ||
      !s.matrices({args[0]}, s.rows, s.cells) || !PyBool_Check(args[4]))
    return not_implemented();
  return s.type == NPY_FLOAT ? rnn_run<float>(s, args) : rnn_run<double>(s, args);
}

// gy, gh, y, h, sizes, w, relu, reverse
template <class T> PyObject* rnn_back(const Layer& s, PyObject* const* args) {
  const int64_t k = s.cells;
  Recurrence<T> r{};
  Results all(3);
  r.gy = data<T>(args[0]), r.y = data<T>(args[2]), r.h0 = data<T>(args[3]), r.w = data<T>(args[5]),
  r.relu = args[6] == Py_True;
  r.gx = all.add<T>(0, s, s.rows, k);
  r.gh = all.add<T>(1, s, s.batch, k, data<T>(args[1]));
  r.before = all.add<T>(2, s, s.rows, k);
  return call<T>(s, r, all, 0, functions<T>().rnn_back, [](T*) {});
}

PyObject* py_rnn_back(PyObject*, PyObject* const* args, Py_ssize_t n) {
  Layer s;
  if (n != 8 || !s.read(args[4], args[5], args[3], args[7], 1) || s.out != s.cells ||
      !s.matrices({args[0], args[2]}, s.rows, s.cells) || !s.matrices({args[1]}, s.batch, s.cells) ||
      !PyBool_Check(args[6]))
    return not_implemented();
  return s.type == NPY_FLOAT ? rnn_back<float>(s, args) : rnn_back<double>(s, args);
}

PyMethodDef methods[] = {
    {"lstm_run", RL_FASTCALL(py_lstm_run), "lstm_run(x, sizes, w, h, c, wr, reverse): (y, h, c, gates, cells, raw)"},
    {"lstm_back", RL_FASTCALL(py_lstm_back),
     "lstm_back(gy, gh, gc, y, h, gates, cells, c, sizes, w, wr, reverse): (gx, gh, gc, before, gs)"},
    {"gru_run", RL_FASTCALL(py_gru_run), "gru_run(x, sizes, w, b, h, reverse): (y, h, gates)"},
    {"gru_back", RL_FASTCALL(py_gru_back), "gru_back(gy, gh, y, h, gates, sizes, w, reverse): (gx, gpart, gh, before)"},
    {"rnn_run", RL_FASTCALL(py_rnn_run), "rnn_run(x, sizes, w, h, relu, reverse): (y, h)"},
    {"rnn_back", RL_FASTCALL(py_rnn_back), "rnn_back(gy, gh, y, h, sizes, w, relu, reverse): (gx, gh, before)"},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void register_recurrent(PyObject* module) { PyModule_AddFunctions(module, methods); }

}  // namespace rl
