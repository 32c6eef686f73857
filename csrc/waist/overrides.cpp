// __torch_function__: which calls go to the classes of their operands or to a mode instead of to the function itself.
// What happens then is written in src/rushlight/_face/overrides.py. Here is the check that every public function makes,
// and the callable that makes it for functions written in Python. Exact Tensors cost one comparison of types each.
#include <cstddef>

#include "waist/waist.h"

#include <structmember.h>

namespace rl::waist {

RL_THREAD_LOCAL Overrides overrides;
int override_modes = 0;

static PyObject *dispatcher, *converter, *str_override, *default_override, *disabled_override;
static PyObject *str_out, *signature_of, *numpy_names[6][2];
static PyTypeObject *plain_type, *OverridableType;

// Whether a class has a __torch_function__ of its own (Tensor's does what happens anyway; the disabled one says no).
static bool type_overrides(PyTypeObject* type) {
  if (!dispatcher) return false;
  PyObject* f = _PyType_Lookup(type, str_override);
  return f && f != default_override && f != disabled_override;
}

// What the operands say: a class that asks; or a subclass of Tensor without a __torch_function__ of its own, whose
// results keep its class. Two of those that are strangers to each other must ask too (and find that nobody knows).
struct Verdict {
  bool ask = false;
  PyTypeObject* keep = nullptr;

  void see(PyObject* o) {
    PyTypeObject* type = Py_TYPE(o);
    if (type == plain_type || type == keep || !(type->tp_flags & Py_TPFLAGS_HEAPTYPE) || !dispatcher) return;
    PyObject* f = _PyType_Lookup(type, str_override);
    if (!f || f == disabled_override) return;
    if (f != default_override) ask = true;
    else if (!keep || PyType_IsSubtype(type, keep)) keep = type;
    else if (!PyType_IsSubtype(keep, type)) ask = true;
  }
};

static Verdict hear(PyObject* const* args, Py_ssize_t n) {
  Verdict v;
  for (Py_ssize_t i = 0; i < n; i++) {
    v.see(args[i]);
    if (!PyList_CheckExact(args[i]) && !PyTuple_CheckExact(args[i])) continue;
    for (Py_ssize_t k = 0; k < PySequence_Fast_GET_SIZE(args[i]); k++) v.see(PySequence_Fast_ITEMS(args[i])[k]);
  }
  if (overrides.no_override) v = Verdict();
  if (override_modes && overrides.functions && overrides.no_override < 2) v.ask = true;
  return v;
}

bool asks(PyObject* const* args, Py_ssize_t n) { return hear(args, n).ask; }

PyObject* call_override(PyObject* function, PyObject* const* args, Py_ssize_t n, PyObject* kwnames, PyObject* with) {
  PyObject* positional = PyTuple_New(n);
  PyObject* named = positional ? PyDict_New() : nullptr;
  PyObject* r = nullptr;
  bool ok = named;
  for (Py_ssize_t i = 0; ok && i < n; i++) PyTuple_SET_ITEM(positional, i, Py_NewRef(args[i]));
  for (Py_ssize_t k = 0; ok && kwnames && k < PyTuple_GET_SIZE(kwnames); k++)
    ok = PyDict_SetItem(named, PyTuple_GET_ITEM(kwnames, k), args[n + k]) == 0;
  if (ok) r = PyObject_CallFunctionObjArgs(with ? with : dispatcher, function, positional, named, nullptr);
  Py_XDECREF(positional);
  Py_XDECREF(named);
  return r;
}

bool get_overridden(PyObject* self, const char* name, PyObject** result) {
  if (!overridden(&self, 1)) return false;
  PyObject* member = PyObject_GetAttrString((PyObject*)ValueType, name);
  PyObject* getter = member ? PyObject_GetAttrString(member, "__get__") : nullptr;
  *result = getter ? call_override(getter, &self, 1, nullptr) : nullptr;
  Py_XDECREF(member);
  Py_XDECREF(getter);
  return true;
}

// Functions written in Python -----------------------------------------------------------------------------------------

struct Overridable {
  PyObject_HEAD
  vectorcallfunc vectorcall, call;  // ours, and the function's
  PyObject *function, *dict, *weakrefs;
  bool modes_only;    // makes tensors from none: no operand to ask
  bool not_wrapped;   // results keep the class they have
  bool operator_;     // where nobody knows, the other operand's reflected method gets its turn
  bool first_only;    // of an attribute: the tensor that has it is asked, not what is assigned
  bool method;        // its first operand is the tensor before the dot, which messages don't count
  bool in_place;      // writes into its first operand: the function is called with out=IN_PLACE
  bool numpy_names;   // takes NumPy's names of arguments, too
  uint8_t policy;     // what autocast does with its operands (_face/autocast.py); 0: nothing
  PyObject* names;    // of the arguments, in order
  const char* kinds;  // what they must be, a letter each (_face/public.py); null: whatever they are
  PyObject* kept;     // the str that the letters are of
  int positional;     // how many of them may be given without their names
  PyObject* older;    // makes a call in an older order of arguments one in today's; or null
};

// The function itself; where autocast is on and has a policy for it, through the callable that knows the policies.
static PyObject* run(Overridable* f, PyObject* const* args, size_t nargsf, PyObject* kwnames) {
  if (!f->policy || !overrides.autocast) return f->call(f->function, args, nargsf, kwnames);
  Py_ssize_t n = PyVectorcall_NARGS(nargsf), all = n + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0);
  PyObject** operands = (PyObject**)PyMem_Malloc(sizeof(PyObject*) * (all + 2));
  if (!operands) return PyErr_NoMemory();
  PyObject *caster = Py_NewRef(overrides.autocast), *r = nullptr;
  if ((operands[0] = PyLong_FromLong(f->policy))) {
    operands[1] = f->function;
    for (Py_ssize_t i = 0; i < all; i++) operands[i + 2] = args[i];
    r = PyObject_Vectorcall(caster, operands, n + 2, kwnames);
    Py_DECREF(operands[0]);
  }
  Py_DECREF(caster);
  PyMem_Free(operands);
  return r;
}

static bool is_tensor(PyObject* o) { return Py_TYPE(o) == plain_type || PyType_IsSubtype(Py_TYPE(o), plain_type); }

// Names of arguments in programs are interned; b always is.
static bool same(PyObject* a, PyObject* b) {
  return a == b || (!PyUnicode_CHECK_INTERNED(a) && PyUnicode_Compare(a, b) == 0);
}

static Py_ssize_t place(Overridable* f, PyObject* name) {
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(f->names); i++)
    if (same(name, PyTuple_GET_ITEM(f->names, i))) return i;
  return -1;
}

// Checks of arguments
// --------------------------------------------------------------------------------------------------

static PyObject* not_real(PyObject* o) {
  return PyErr_Format(PyExc_RuntimeError, "value cannot be converted to type double without overflow: %R", o);
}

// The number in a tensor without dimensions and gradient, for an argument of this kind; null without an exception: no.
static PyObject* number_in(PyObject* o, char kind) {
  Value* v = (Value*)o;
  if (PyArray_NDIM(v->array) || requires_grad(v)) return nullptr;
  PyObject* number = PyObject_CallMethod(o, "item", nullptr);
  if (number && kind == 'R' && PyComplex_Check(number)) {
    not_real(number);
    Py_CLEAR(number);
  }
  bool fits = number && (kind == 'N' || (kind == 'I' ? PyLong_CheckExact(number) : !PyComplex_Check(number)));
  if (!fits) Py_CLEAR(number);
  return number;
}

// Whether an int is beyond 64 bits.
static bool is_wide(PyObject* o) {
  int overflow = 0;
  PyLong_AsLongLongAndOverflow(o, &overflow);
  return overflow != 0;
}

// What an argument of another type than its kind's own stands for; null without an exception: it is refused.
static PyObject* converted(char kind, PyObject* o) {
  if (strchr("NRFIL", kind) && is_tensor(o)) return number_in(o, kind == 'L' ? 'I' : kind);
  bool integer = PyArray_IsScalar(o, Integer) || (PyLong_Check(o) && !PyBool_Check(o));
  bool real = integer || PyArray_IsScalar(o, Floating) || PyArray_IsScalar(o, Bool) || PyFloat_Check(o);
  if (integer && strchr("NRFIL", kind)) {
    PyObject* number = PyNumber_Long(o);
    if (number && strchr("IL", kind) && is_wide(number)) {
      PyErr_Format(PyExc_ValueError, "Overflow when unpacking long long: %R does not fit into 64 bits", number);
      Py_CLEAR(number);
    }
    return number;
  }
  if (real && strchr("NRF", kind)) return PyNumber_Float(o);
  if (kind == 'R' && PyComplex_Check(o)) return not_real(o);
  if (kind == 'N' && (PyArray_IsScalar(o, ComplexFloating) || PyComplex_Check(o)))
    return PyObject_CallOneArg((PyObject*)&PyComplex_Type, o);
  return nullptr;
}

static bool is_int(PyObject* o) {
  if (PyLong_CheckExact(o)) return !is_wide(o);
  if (PyArray_IsScalar(o, Integer)) return true;
  return is_tensor(o) ? !PyArray_NDIM(((Value*)o)->array) : PyLong_Check(o) && !PyBool_Check(o);
}

// The place of the first element of a list or tuple that is no int, or -1.
static Py_ssize_t no_int(PyObject* o) {
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(o); i++)
    if (!is_int(PySequence_Fast_ITEMS(o)[i])) return i;
  return -1;
}

// Whether an argument is what its kind asks for, as it is; small letters may be None.
static bool fits(char kind, PyObject* o) {
  if (kind >= 'a') {
    if (o == Py_None) return true;
    kind -= 'a' - 'A';
  }
  switch (kind) {
    case 'T': return is_tensor(o);
    case 'N': return is_number(o);
    case 'R':
    case 'F': return PyFloat_CheckExact(o) || PyLong_CheckExact(o) || PyBool_Check(o);
    case 'I': return PyLong_CheckExact(o) && !is_wide(o);
    case 'B': return PyBool_Check(o);
    case 'S': return PyUnicode_Check(o);
    case 'L':
      if (PyList_Check(o) || PyTuple_Check(o)) return no_int(o) < 0;
      return is_tensor(o) ? PyArray_NDIM(((Value*)o)->array) > 0 : is_int(o);
    default: return true;
  }
}

static PyObject* refuse(Overridable* f, Py_ssize_t i, PyObject* got, bool named) {
  static const struct {
    char kind;
    const char* words;
  } wanted[] = {{'T', "Tensor"}, {'N', "Number"}, {'R', "Number"}, {'F', "float"},
                {'I', "int"},    {'B', "bool"},   {'S', "str"},    {'L', "tuple of ints"}};
  char kind = f->kinds[i] & ~0x20;
  const char* words = "";
  for (auto& w : wanted)
    if (w.kind == kind) words = w.words;
  PyObject* at = named ? PyUnicode_FromString("") : PyUnicode_FromFormat(" (position %zd)", i + !f->method);
  PyObject *cure = nullptr, *what = nullptr;
  bool several = kind == 'L' && (PyList_Check(got) || PyTuple_Check(got));
  PyObject* element = several ? PySequence_Fast_ITEMS(got)[no_int(got)] : nullptr;
  if (several && PyLong_CheckExact(element))
    what = PyUnicode_FromFormat("but the one at pos %zd does not fit into 64 bits: %R", no_int(got), element);
  else if (several)
    what = PyUnicode_FromFormat("but found element of type %s at pos %zd", Py_TYPE(element)->tp_name, no_int(got));
  else what = PyUnicode_FromFormat("not %s", Py_TYPE(got)->tp_name);
  cure = kind == 'T' && (PyFloat_CheckExact(got) || PyLong_CheckExact(got))
             ? PyUnicode_FromFormat(": write torch.tensor(%R)", got)
             : PyUnicode_FromString("");
  if (at && cure && what)
    PyErr_Format(PyExc_TypeError, "%U(): argument '%U'%U must be %s, %U%U", PyDict_GetItemString(f->dict, "_known_as"),
                 PyTuple_GET_ITEM(f->names, i), at, words, what, cure);
  Py_XDECREF(at);
  Py_XDECREF(cure);
  Py_XDECREF(what);
  return nullptr;
}

// Which argument of the declaration stands at a place of a call, or -1.
static Py_ssize_t declared(Overridable* f, Py_ssize_t n, PyObject* kwnames, Py_ssize_t at) {
  if (at < n) return at < f->positional ? at : -1;
  return place(f, PyTuple_GET_ITEM(kwnames, at - n));
}

// Whether all arguments are what the declaration asks for, as they are.
static bool all_fit(Overridable* f, PyObject* const* args, Py_ssize_t n, PyObject* kwnames) {
  for (Py_ssize_t i = 0; i < n && i < f->positional; i++)
    if (!fits(f->kinds[i], args[i])) return false;
  for (Py_ssize_t k = 0; kwnames && k < PyTuple_GET_SIZE(kwnames); k++) {
    Py_ssize_t i = place(f, PyTuple_GET_ITEM(kwnames, k));
    if (i >= 0 && !fits(f->kinds[i], args[n + k])) return false;
  }
  return true;
}

bool is_numpy_input(PyObject* name) {
  for (auto& pair : numpy_names)
    if (same(name, pair[0]) && PyUnicode_CompareWithASCIIString(pair[1], "input") == 0) return true;
  return false;
}

// NumPy's names of arguments as PyTorch's, where the function has no argument of that name; a new reference.
static PyObject* own_names(Overridable* f, PyObject* kwnames) {
  PyObject* made = nullptr;
  for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(kwnames); k++) {
    PyObject* name = PyTuple_GET_ITEM(kwnames, k);
    for (auto& pair : numpy_names) {
      if (!same(name, pair[0])) continue;
      if (place(f, name) >= 0 || place(f, pair[1]) < 0 || PySequence_Contains(kwnames, pair[1])) break;
      if (!made && !(made = PyTuple_GetSlice(kwnames, 0, PyTuple_GET_SIZE(kwnames)))) return nullptr;
      if (made == kwnames) {  // the whole slice of a tuple is the tuple itself
        Py_DECREF(made);
        if (!(made = PyTuple_New(PyTuple_GET_SIZE(kwnames)))) return nullptr;
        for (Py_ssize_t j = 0; j < PyTuple_GET_SIZE(kwnames); j++)
          PyTuple_SET_ITEM(made, j, Py_NewRef(PyTuple_GET_ITEM(kwnames, j)));
      }
      PyTuple_SET_ITEM(made, k, Py_NewRef(pair[1]));
      Py_DECREF(name);
      break;
    }
  }
  return made ? made : Py_NewRef(kwnames);
}

// The function itself with out=IN_PLACE.
static PyObject* run_in_place(Overridable* f, PyObject* const* args, Py_ssize_t n, PyObject* kwnames) {
  Py_ssize_t named = kwnames ? PyTuple_GET_SIZE(kwnames) : 0;
  for (Py_ssize_t k = 0; k < named; k++)
    if (same(PyTuple_GET_ITEM(kwnames, k), str_out))
      return PyErr_Format(PyExc_TypeError, "%U() got an unexpected keyword argument 'out'",
                          PyDict_GetItemString(f->dict, "_known_as"));
  PyObject* few[12];
  PyObject** all = n + named < 12 ? few : (PyObject**)PyMem_Malloc(sizeof(PyObject*) * (n + named + 1));
  PyObject* names = PyTuple_New(named + 1);
  PyObject* r = nullptr;
  if (all && names) {
    for (Py_ssize_t i = 0; i < n + named; i++) all[i] = args[i];
    all[n + named] = in_place;
    for (Py_ssize_t k = 0; k < named; k++) PyTuple_SET_ITEM(names, k, Py_NewRef(PyTuple_GET_ITEM(kwnames, k)));
    PyTuple_SET_ITEM(names, named, Py_NewRef(str_out));
    r = run(f, all, n, names);
  } else if (!all) {
    PyErr_NoMemory();
  }
  Py_XDECREF(names);
  if (all != few) PyMem_Free(all);
  return r;
}

static PyObject* run_fitting(Overridable* f, PyObject* const* args, Py_ssize_t n, PyObject* kwnames) {
  return f->in_place ? run_in_place(f, args, n, kwnames) : run(f, args, n, kwnames);
}

// With what stands for numbers (0-d tensors, NumPy's scalars) as Python numbers.
static PyObject* run_converted(Overridable* f, PyObject* const* args, Py_ssize_t n, PyObject* kwnames) {
  Py_ssize_t all = n + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0), at = 0;
  PyObject** own = (PyObject**)PyMem_Malloc(sizeof(PyObject*) * (all + 1));
  if (!own) return PyErr_NoMemory();
  for (; at < all; at++) {
    Py_ssize_t i = declared(f, n, kwnames, at);
    bool fit = i < 0 || fits(f->kinds[i], args[at]);
    own[at] = fit ? Py_NewRef(args[at]) : converted(f->kinds[i] & ~0x20, args[at]);
    if (own[at]) continue;
    if (!PyErr_Occurred()) refuse(f, i, args[at], at >= n);
    break;
  }
  PyObject* r = at == all ? run_fitting(f, own, n, kwnames) : nullptr;
  while (at--) Py_DECREF(own[at]);
  PyMem_Free(own);
  return r;
}

// A call in an older order of arguments, or one with too many.
static PyObject* run_older(Overridable* f, PyObject* const* args, Py_ssize_t n, PyObject* kwnames) {
  PyObject* named = call_override((PyObject*)f, args, n, kwnames, f->older);
  if (!named) return nullptr;
  PyObject* none = named == Py_None ? nullptr : PyTuple_New(0);
  PyObject* r = named == Py_None ? run_fitting(f, args, n, kwnames)
                : none           ? PyObject_Call((PyObject*)f, none, named)
                                 : nullptr;
  Py_XDECREF(none);
  Py_DECREF(named);
  return r;
}

// Whether today's order of arguments can't take a call: too many, or one named that stands among those without names.
static bool is_older(Overridable* f, Py_ssize_t n, PyObject* kwnames) {
  if (n > f->positional) return true;
  for (Py_ssize_t k = 0; kwnames && k < PyTuple_GET_SIZE(kwnames); k++) {
    Py_ssize_t i = place(f, PyTuple_GET_ITEM(kwnames, k));
    if (i >= 0 && i < n) return true;
  }
  return false;
}

static PyObject* run_checked(Overridable* f, PyObject* const* args, Py_ssize_t n, PyObject* kwnames) {
  if (f->older && is_older(f, n, kwnames)) return run_older(f, args, n, kwnames);
  return !f->kinds || all_fit(f, args, n, kwnames) ? run_fitting(f, args, n, kwnames)
                                                   : run_converted(f, args, n, kwnames);
}

// An operator that can't take its operands leaves them to the other one's reflected method.
static PyObject* or_not_implemented(Overridable* f, PyObject* r) {
  if (r || !f->operator_ || !PyErr_ExceptionMatches(PyExc_TypeError)) return r;
  PyErr_Clear();
  Py_RETURN_NOTIMPLEMENTED;
}

static PyObject* call_asked(Overridable* f, PyObject* const* args, size_t nargsf, PyObject* kwnames) {
  Py_ssize_t n = PyVectorcall_NARGS(nargsf);
  Py_ssize_t asked = f->modes_only ? 0 : f->first_only ? (n ? 1 : 0) : n + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0);
  if (all_plain(args, asked)) return or_not_implemented(f, run_checked(f, args, n, kwnames));
  Verdict v = hear(args, asked);
  if (v.ask) return or_not_implemented(f, call_override((PyObject*)f, args, n, kwnames));
  PyObject* r = or_not_implemented(f, run_checked(f, args, n, kwnames));
  if (!r || !v.keep || f->not_wrapped || !(Py_TYPE(r) == plain_type || PyTuple_Check(r) || PyList_CheckExact(r)))
    return r;
  PyObject* kept = PyObject_CallFunctionObjArgs(converter, r, (PyObject*)v.keep, nullptr);
  Py_DECREF(r);
  return kept;
}

static PyObject* call_overridable(Overridable* f, PyObject* const* args, size_t nargsf, PyObject* kwnames) {
  if (!kwnames || !f->numpy_names) return call_asked(f, args, nargsf, kwnames);
  PyObject* names = own_names(f, kwnames);
  PyObject* r = names ? call_asked(f, args, nargsf, names) : nullptr;
  Py_XDECREF(names);
  return r;
}

static PyObject* py_overridable(PyObject*, PyObject* args, PyObject* kwargs) {
  static const char* keywords[] = {"function",    "module",   "qualname",   "name",   "modes_only", "first_only",
                                   "not_wrapped", "operator", "policy",     "method", "in_place",   "numpy_names",
                                   "names",       "kinds",    "positional", "older",  nullptr};
  PyObject *function, *module, *qualname, *name, *names = nullptr, *kinds = nullptr, *older = nullptr;
  int modes_only = 0, first_only = 0, not_wrapped = 0, binary = 0, policy = 0, method = 0, inplace = 0, numpy = 0;
  int positional = 0;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OUUU|ppppipppO!UiO", (char**)keywords, &function, &module, &qualname,
                                   &name, &modes_only, &first_only, &not_wrapped, &binary, &policy, &method, &inplace,
                                   &numpy, &PyTuple_Type, &names, &kinds, &positional, &older))
    return nullptr;
  if (!names) numpy = 0;
  if (kinds && (!names || PyUnicode_GET_LENGTH(kinds) != PyTuple_GET_SIZE(names)))
    return PyErr_Format(PyExc_ValueError, "expected a kind for each name");
  vectorcallfunc call = PyVectorcall_Function(function);
  if (!call) return PyErr_Format(PyExc_TypeError, "expected a function, got %s", Py_TYPE(function)->tp_name);
  Overridable* f = PyObject_GC_New(Overridable, OverridableType);
  if (!f) return nullptr;
  f->vectorcall = (vectorcallfunc)call_overridable;
  f->call = call;
  f->function = Py_NewRef(function);
  f->dict = PyDict_New();
  f->weakrefs = nullptr;
  f->modes_only = modes_only, f->first_only = first_only, f->not_wrapped = not_wrapped, f->operator_ = binary;
  f->policy = (uint8_t)policy;
  f->method = method, f->in_place = inplace, f->numpy_names = numpy;
  f->names = Py_XNewRef(names), f->kept = Py_XNewRef(kinds), f->older = Py_XNewRef(older == Py_None ? nullptr : older);
  f->kinds = kinds ? PyUnicode_AsUTF8(kinds) : nullptr, f->positional = positional;
  PyObject_GC_Track((PyObject*)f);
  if (!f->dict || PyDict_SetItemString(f->dict, "__module__", module) < 0 ||
      PyDict_SetItemString(f->dict, "__qualname__", qualname) < 0 ||
      PyDict_SetItemString(f->dict, "__name__", name) < 0 || PyDict_SetItemString(f->dict, "_known_as", name) < 0 ||
      PyDict_SetItemString(f->dict, "__wrapped__", function) < 0)
    return Py_DECREF((PyObject*)f), nullptr;
  return (PyObject*)f;
}

static PyObject* overridable_doc(Overridable* f, void*) {
  if (!f->in_place) return PyObject_GetAttrString(f->function, "__doc__");
  PyObject* of = PyObject_GetAttrString(f->function, "__name__");
  PyObject* doc =
      of ? PyUnicode_FromFormat("``%U``, written into the tensor itself. Returns the tensor.", of) : nullptr;
  Py_XDECREF(of);
  return doc;
}

// Its own notes first, then what every object has, then what the function has: __name__, __doc__, __defaults__, ...
static PyObject* overridable_getattr(Overridable* f, PyObject* name) {
  PyObject* own = PyDict_GetItemWithError(f->dict, name);
  if (own || PyErr_Occurred()) return Py_XNewRef(own);
  if (f->in_place && PyUnicode_CompareWithASCIIString(name, "__signature__") == 0)
    return PyObject_CallOneArg(signature_of, f->function);
  PyObject* r = PyObject_GenericGetAttr((PyObject*)f, name);
  if (r || !PyErr_ExceptionMatches(PyExc_AttributeError)) return r;
  PyErr_Clear();
  return PyObject_GetAttr(f->function, name);
}
static int overridable_traverse(Overridable* f, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(f));
  Py_VISIT(f->function);
  Py_VISIT(f->older);
  Py_VISIT(f->dict);
  return 0;
}
static int overridable_clear(Overridable* f) {
  Py_CLEAR(f->dict);
  return 0;
}
static void overridable_dealloc(Overridable* f) {
  PyObject_GC_UnTrack(f);
  if (f->weakrefs) PyObject_ClearWeakRefs((PyObject*)f);
  Py_XDECREF(f->function);
  Py_XDECREF(f->dict);
  Py_XDECREF(f->names);
  Py_XDECREF(f->kept);
  Py_XDECREF(f->older);
  PyTypeObject* type = Py_TYPE(f);
  PyObject_GC_Del(f);
  Py_DECREF(type);
}
static PyObject* overridable_repr(PyObject* f) {
  PyObject* name = PyObject_GetAttrString(f, "__qualname__");
  PyObject* r = name ? PyUnicode_FromFormat("<function %S>", name) : nullptr;
  Py_XDECREF(name);
  return r;
}

static PyGetSetDef overridable_getset[] = {{"__doc__", (getter)overridable_doc, nullptr, nullptr, nullptr},
                                           {nullptr, nullptr, nullptr, nullptr, nullptr}};
static PyMemberDef overridable_members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(Overridable, vectorcall), READONLY, nullptr},
    {"__dictoffset__", T_PYSSIZET, offsetof(Overridable, dict), READONLY, nullptr},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(Overridable, weakrefs), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};
static PyMethodDef overridable_methods[] = {
    {"__reduce__", pickled_name, METH_NOARGS, "Pickled by its name, as functions are."},
    {nullptr, nullptr, 0, nullptr}};
static PyType_Slot overridable_slots[] = {{Py_tp_dealloc, (void*)overridable_dealloc},
                                          {Py_tp_traverse, (void*)overridable_traverse},
                                          {Py_tp_clear, (void*)overridable_clear},
                                          {Py_tp_call, (void*)PyVectorcall_Call},
                                          {Py_tp_descr_get, (void*)method_get},
                                          {Py_tp_repr, (void*)overridable_repr},
                                          {Py_tp_getattro, (void*)overridable_getattr},
                                          {Py_tp_members, overridable_members},
                                          {Py_tp_methods, overridable_methods},
                                          {Py_tp_getset, overridable_getset},
                                          {0, nullptr}};
static PyType_Spec overridable_spec = {"builtins.function", sizeof(Overridable), 0,
                                       Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL |
                                           Py_TPFLAGS_METHOD_DESCRIPTOR | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                                       overridable_slots};

// The thread's state -------------------------------------------------------------------------------------------------

static PyObject* py_disable(PyObject*, PyObject* to) {
  long level = PyLong_AsLong(to);
  if (level == -1 && PyErr_Occurred()) return nullptr;
  int before = overrides.no_override;
  if (level >= 0) overrides.no_override = (uint8_t)(level > 2 ? 2 : level);
  return PyLong_FromLong(before);
}
static PyObject* py_get_modes(PyObject*, PyObject*) {
  return overrides.functions ? Py_NewRef(overrides.functions) : PyTuple_New(0);
}
static PyObject* py_set_modes(PyObject*, PyObject* to) {
  if (!PyTuple_Check(to)) return PyErr_Format(PyExc_TypeError, "expected a tuple of modes");
  PyObject* old = overrides.functions;
  overrides.functions = PyTuple_GET_SIZE(to) ? Py_NewRef(to) : nullptr;
  override_modes += (overrides.functions != nullptr) - (old != nullptr);
  Py_XDECREF(old);
  Py_RETURN_NONE;
}
static PyObject* py_get_autocast(PyObject*, PyObject*) {
  return Py_NewRef(overrides.autocast ? overrides.autocast : Py_None);
}
static PyObject* py_set_autocast(PyObject*, PyObject* to) {
  PyObject* old = overrides.autocast;
  overrides.autocast = to == Py_None ? nullptr : Py_NewRef(to);
  Py_XDECREF(old);
  Py_RETURN_NONE;
}
static PyObject* py_configure(PyObject*, PyObject* args) {
  PyObject *f, *convert, *tensor, *standard, *disabled, *signature;
  if (!PyArg_ParseTuple(args, "OOO!OOO", &f, &convert, &PyType_Type, &tensor, &standard, &disabled, &signature))
    return nullptr;
  Py_XSETREF(signature_of, Py_NewRef(signature));
  Py_XSETREF(converter, Py_NewRef(convert));
  Py_XSETREF(plain_type, (PyTypeObject*)Py_NewRef(tensor));
  Py_XSETREF(default_override, Py_NewRef(standard));
  Py_XSETREF(disabled_override, Py_NewRef(disabled));
  Py_XSETREF(dispatcher, Py_NewRef(f));
  Py_RETURN_NONE;
}
static PyObject* py_overrides(PyObject*, PyObject* cls) {
  if (!PyType_Check(cls)) return PyErr_Format(PyExc_TypeError, "expected a class");
  return PyBool_FromLong((PyTypeObject*)cls != plain_type && type_overrides((PyTypeObject*)cls));
}

static PyMethodDef override_methods[] = {
    {"overridable", (PyCFunction)(void (*)(void))py_overridable, METH_VARARGS | METH_KEYWORDS,
     "overridable(function, module, qualname, name, modes_only=False, first_only=False, not_wrapped=False, "
     "operator=False, policy=0, method=False, in_place=False, numpy_names=False, names=(), kinds='', positional=0, "
     "older=None): "
     "see _face/public.py"},
    {"disable_overrides", py_disable, METH_O,
     "disable_overrides(level): 0: all, 1: no classes, 2: neither classes nor modes are asked; -1: as it is. Returns "
     "what was."},
    {"function_modes", py_get_modes, METH_NOARGS, "function_modes(): this thread's modes, outermost first."},
    {"set_function_modes", py_set_modes, METH_O, "set_function_modes(modes): replace this thread's modes."},
    {"autocast", py_get_autocast, METH_NOARGS,
     "autocast(): what runs this thread's functions that have a policy, or None."},
    {"set_autocast", py_set_autocast, METH_O,
     "set_autocast(caster): a callable(policy, function, *args, **kwargs) that runs this thread's functions that have "
     "a policy, or None."},
    {"configure_overrides", py_configure, METH_VARARGS,
     "configure_overrides(dispatch, convert, tensor, default, disabled, signature): default is Tensor's own "
     "__torch_function__, "
     "disabled the one that says no, signature gives that of an in-place form."},
    {"class_overrides", py_overrides, METH_O,
     "class_overrides(cls): whether a class has a __torch_function__ of its own."},
    {nullptr, nullptr, 0, nullptr},
};

int init_overrides(PyObject* module) {
  str_override = PyUnicode_InternFromString("__torch_function__");
  str_out = PyUnicode_InternFromString("out");
  static const char* numpy[6][2] = {{"axis", "dim"}, {"keepdims", "keepdim"}, {"x", "input"},
                                    {"a", "input"},  {"x1", "input"},         {"x2", "other"}};
  for (int i = 0; i < 6; i++)
    for (int k = 0; k < 2; k++) numpy_names[i][k] = PyUnicode_InternFromString(numpy[i][k]);
  in_place = PyObject_CallNoArgs((PyObject*)&PyBaseObject_Type);
  if (!in_place || PyModule_AddObjectRef(module, "IN_PLACE", in_place) < 0) return -1;
  OverridableType = (PyTypeObject*)PyType_FromSpec(&overridable_spec);
  if (OverridableType) drop_module(OverridableType);
  if (!str_override || !OverridableType || PyModule_AddObjectRef(module, "Overridable", (PyObject*)OverridableType) < 0)
    return -1;
  return PyModule_AddFunctions(module, override_methods);
}

}  // namespace rl::waist
