"""__torch_function__: subclasses, other classes and modes see the functions that their tensors are given to, as in
PyTorch."""

from __future__ import annotations

import copy
import pickle
import threading

import pytest

import rushlight
from rushlight import Tensor, overrides


def libraries():
    yield pytest.param("rushlight", id="rushlight")
    yield pytest.param("torch", id="torch", marks=pytest.mark.torch)


@pytest.fixture(params=libraries())
def lib(request):
    """Both libraries: what is asserted here holds in PyTorch too."""
    return pytest.importorskip(request.param)


def overrides_of(lib):
    import importlib

    return importlib.import_module(f"{lib.__name__}.overrides")


def logging_class(lib):
    class Logging(lib.Tensor):
        log: list = []

        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):
            cls.log.append((func, types, len(args), sorted(kwargs or {})))
            return super().__torch_function__(func, types, args, kwargs)

    return Logging


def logged(cls, call):
    cls.log.clear()
    result = call()
    return [entry[0] for entry in cls.log], result


# Classes of other kinds -----------------------------------------------------------------------------------------------


def diagonal_class(lib):
    """n and a value stand for value * eye(n); a few functions know it."""
    handled = {}

    class Diagonal:
        def __init__(self, n, value):
            self.n, self.value = n, value

        def tensor(self):
            return self.value * lib.eye(self.n)

        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):
            if func not in handled or not all(issubclass(t, (lib.Tensor, Diagonal)) for t in types):
                return NotImplemented
            return handled[func](*args, **(kwargs or {}))

    def handles(function):
        def keep(f):
            handled[function] = f
            return f

        return keep

    @handles(lib.mean)
    def mean(input):
        return float(input.value) / input.n

    @handles(lib.add)
    def add(input, other):
        if isinstance(input, Diagonal) and isinstance(other, Diagonal):
            return Diagonal(input.n, input.value + other.value)
        return lib.add(*[x.tensor() if isinstance(x, Diagonal) else x for x in (input, other)])

    @handles(lib.cat)
    def cat(tensors, dim=0):
        return lib.cat([x.tensor() if isinstance(x, Diagonal) else x for x in tensors], dim)

    @handles(lib.nn.functional.linear)
    def linear(input, weight, bias=None):
        return "linear"

    @handles(lib.Tensor.add)
    def method(self, other):
        return "method"

    return Diagonal


def test_another_class_takes_part(lib):
    Diagonal = diagonal_class(lib)
    d, t = Diagonal(2, 3), lib.ones(2, 2)
    assert lib.mean(d) == 1.5
    assert lib.add(d, d).value == 6
    assert lib.add(d, t).tolist() == lib.add(t, d).tolist() == [[4.0, 1.0], [1.0, 4.0]]
    assert lib.cat([t, d]).shape == lib.cat((d, t), dim=0).shape == (4, 2)
    assert lib.nn.functional.linear(d, t) == "linear"
    assert lib.nn.Linear(2, 2)(d) == "linear"
    assert t.add(d) == "method" and t + d == "method"
    for call in (lambda: lib.mul(d, t), lambda: lib.relu(d), lambda: lib.stack([d])):
        with pytest.raises(TypeError, match="__torch_function__"):
            call()
    with pytest.raises(TypeError, match="unsupported operand"):
        t * d
    Diagonal.__rmul__ = lambda self, other: "reflected"
    assert t * d == "reflected"


def test_an_object_with_its_own_dict_of_notes(lib):
    """A wrapper that computes with what it wraps and carries notes along."""

    class Noted:
        def __init__(self, data, notes=""):
            self.data, self.notes = lib.as_tensor(data), notes

        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):
            notes = tuple(a.notes for a in args if hasattr(a, "notes"))
            plain = [getattr(a, "data", a) if isinstance(a, Noted) else a for a in args]
            return cls(func(*plain, **(kwargs or {})), notes="+".join(notes))

    a, t = Noted([1.0, 2.0], "a"), lib.tensor([1.0, 2.0])
    assert lib.add(t, a).data.tolist() == [2.0, 4.0] and lib.add(t, a).notes == "a"
    assert lib.mul(a, a).notes == "a+a"
    assert lib.sum(a, dim=0).data.item() == 3


# Subclasses of Tensor -------------------------------------------------------------------------------------------------

CALLS = {
    "x + 1": "add",
    "1 + x": "add",
    "x - t": "sub",
    "t - x": "sub",
    "x * 2": "mul",
    "2 * x": "mul",
    "x / 2": "div",
    "x % 2": "remainder",
    "x @ t": "matmul",
    "t @ x": "matmul",
    "x != 1": "ne",
    "x < 1": "lt",
    "t < x": "gt",
    "-x": "neg",
    "abs(x)": "abs",
    "1 - x": "__rsub__",
    "x // 2": "__floordiv__",
    "2 // x": "__rfloordiv__",
    "2 % x": "__rmod__",
    "2 ** x": "__rpow__",
    "x == 1": "__eq__",
    "x[0]": "__getitem__",
    "t[x > 1]": "gt",
    "len(x)": "__len__",
    "1. in x": "__contains__",
    "x.sum()": "sum",
    "x.view(2, 1)": "view",
    "x.relu()": "relu",
    "t.add(x)": "add",
    "t.copy_(x)": "copy_",
    "x.size()": "size",
    "x.to(lib.float64)": "to",
    "x.detach()": "detach",
    "x.new_zeros(2)": "new_zeros",
    "x.tolist()": "tolist",
    "x.dim()": "dim",
    "x.split(1)": "split",
    "x.numpy()": "numpy",
    "repr(x)": "__repr__",
}


@pytest.mark.parametrize("call", CALLS)
def test_methods_are_known_as_in_pytorch(lib, call):
    cls = logging_class(lib)
    x, t = lib.tensor([1.0, 2.0]).as_subclass(cls), lib.tensor([1.0, 2.0])
    calls, _ = logged(cls, lambda: eval(call, {"x": x, "t": t, "lib": lib}))
    assert calls[0] == getattr(lib.Tensor, CALLS[call])
    assert cls.log[0][1] == (cls,)


@pytest.mark.parametrize(
    "name",
    [
        "shape",
        "dtype",
        "device",
        "ndim",
        "grad",
        "requires_grad",
        "T",
        "data",
        "is_leaf",
        "grad_fn",
        "layout",
        "nbytes",
        "real",
    ],
)
def test_attributes_are_known_by_their_getters(lib, name):
    cls = logging_class(lib)
    x = lib.ones(2, 2).as_subclass(cls)
    calls, value = logged(cls, lambda: getattr(x, name))
    assert calls == [getattr(lib.Tensor, name).__get__]
    assert isinstance(value, lib.Tensor) == (name in ("T", "data", "real"))


def test_setting_attributes(lib):
    cls = logging_class(lib)
    x = lib.ones(2).as_subclass(cls)

    def set_():
        x.requires_grad = True
        x.grad = lib.ones(2)
        del x.grad
        x.note = 1

    calls, _ = logged(cls, set_)
    assert [c.__name__ for c in calls] == ["__set__", "__set__", "__delete__"]
    assert calls[0] == lib.Tensor.requires_grad.__set__


FUNCTIONS = [
    "lib.add(t, x)",
    "lib.relu(x)",
    "lib.cat([t, x])",
    "lib.stack((x, x))",
    "lib.nn.functional.relu(x)",
    "lib.zeros_like(x)",
    "lib.nn.functional.linear(t, x[None])",
    "lib.where(x > 1, x, t)",
    "lib.einsum('i,i', x, t)",
    "lib.fft.fft(x)",
    "lib.nn.functional.mse_loss(x, t)",
    "lib.sum(input=x)",
    "lib.nn.Linear(2, 1)(x)",
    "lib.max(x, 0)",
    "lib.split(x, 1)",
    "lib.nn.functional.dropout(x)",
    "lib.clamp(x, 0, 1)",
]


@pytest.mark.parametrize("call", FUNCTIONS)
def test_functions_give_results_of_the_class(lib, call):
    cls = logging_class(lib)
    x, t = lib.tensor([1.0, 2.0]).as_subclass(cls), lib.tensor([1.0, 2.0])
    calls, result = logged(cls, lambda: eval(call, {"x": x, "t": t, "lib": lib}))
    assert calls
    for r in result if isinstance(result, tuple) else (result,):
        assert type(r) is cls


KEPT = [
    "x.new_zeros(2)",
    "lib.zeros_like(x)",
    "x + t",
    "t + x",
    "x[0]",
    "x.detach()",
    "lib.cat([t, x])",
    "x.max(0)[0]",
    "x[None].T",
    "x.data",
    "x.to(lib.float64)",
    "x.clone()",
    "x.new_tensor([1.])",
    "x.split(1)[0]",
    "lib.randn_like(x)",
    "x.new_full((2,), 3.)",
    "lib.ones_like(x)",
    "x.float()",
    "lib.nn.functional.one_hot(x.long())",
    "x.nonzero()",
    "x == x",
    "x.argmax()",
    "x.new_empty(2)",
    "lib.einsum('i,i', x, t)",
    "x.cpu()",
    "x.contiguous()",
    "x.requires_grad_()",
    "x.sort()[1]",
    "x.unique()",
    "x.repeat(2)",
    "lib.nn.Linear(2, 1)(x)",
    "x.numpy()",
    "x.tolist()",
    "x.shape",
    "lib.tensor(x.tolist())",
    "x.add_(1)",
    "lib.broadcast_tensors(x, t)[1]",
    "x.bool()",
    "lib.meshgrid(x, x, indexing='ij')[0]",
    "x.unbind()[0]",
    "x.histc(3)",
    "lib.bincount(x.long())",
    "x.new(2)",
    "x.expand(2, 2)",
    "lib.full_like(x, 2)",
    "lib.empty_like(x)",
    "x.bernoulli(0.5)",
    "lib.rand_like(x)",
    "x.norm()",
    "lib.combinations(x)",
    "lib.cartesian_prod(x, x)",
    "lib.multinomial(x, 1)",
    "x.tensor_split(2)[0]",
]


@pytest.mark.parametrize("call", KEPT)
def test_a_plain_subclass_keeps_its_class(call):
    """Without a __torch_function__ of its own (and at no cost)."""
    torch = pytest.importorskip("torch")
    kinds = []
    for lib in (torch, rushlight):
        cls = type("Plain", (lib.Tensor,), {})
        x, t = lib.tensor([1.0, 2.0]).as_subclass(cls), lib.tensor([1.0, 2.0])
        kinds.append(type(eval(call, {"x": x, "t": t, "lib": lib})).__name__)
    assert kinds[0] == kinds[1]


def test_unrelated_subclasses_do_not_mix(lib):
    a = lib.ones(2).as_subclass(type("A", (lib.Tensor,), {}))
    b = lib.ones(2).as_subclass(type("B", (lib.Tensor,), {}))
    with pytest.raises(TypeError):
        lib.add(a, b)


def test_the_most_derived_is_asked_first(lib):
    asked = []

    class Base(lib.Tensor):
        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):
            asked.append((cls.__name__, [t.__name__ for t in types]))
            return NotImplemented

    class Derived(Base):
        pass

    base, derived = lib.ones(2).as_subclass(Base), lib.ones(2).as_subclass(Derived)
    with pytest.raises(TypeError, match="NotImplemented"):
        lib.add(base, derived)
    assert asked == [("Derived", ["Derived", "Base"]), ("Base", ["Derived", "Base"])]


def test_parameters_are_not_asked(lib):
    cls = logging_class(lib)
    p, x = lib.nn.Parameter(lib.ones(2)), lib.ones(2).as_subclass(cls)
    calls, result = logged(cls, lambda: p + x)
    assert len(calls) == 1 and cls.log[0][1] == (cls,) and type(result) is cls
    assert type(p + 1) is lib.Tensor


def test_gradients_are_computed_below(lib):
    cls = logging_class(lib)
    w = lib.ones(2, requires_grad=True)
    x = lib.tensor([1.0, 2.0]).as_subclass(cls)
    y = (w * x * x).sum()
    calls, _ = logged(cls, y.backward)
    assert calls == [lib.Tensor.backward]
    assert w.grad.tolist() == [1.0, 4.0]


def test_no_class_is_asked_while_disabled(lib):
    cls = logging_class(lib)
    x = lib.ones(2).as_subclass(cls)
    with lib._C.DisableTorchFunctionSubclass():
        calls, _ = logged(cls, lambda: lib.add(x, 1) + x.sum())
        assert not lib._C._is_torch_function_enabled()
    assert not calls and lib._C._is_torch_function_enabled()


def test_a_class_may_decline(lib):
    class Off(lib.Tensor):
        __torch_function__ = lib._C._disabled_torch_function_impl

    assert type(lib.ones(2).as_subclass(Off) + 1) is lib.Tensor


def test_attributes_travel_with_a_subclass(lib):
    class Named(lib.Tensor):
        @staticmethod
        def __new__(cls, x, name, *args, **kwargs):
            return super().__new__(cls, x, *args, **kwargs)

        def __init__(self, x, name):
            self.name_ = name

        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):
            result = super().__torch_function__(func, types, args, kwargs)
            if isinstance(result, cls):
                result.name_ = getattr(func, "__name__", "")
            return result

    x = Named([1.0, 2.0], "x")
    assert (x.name_, (x + 1).name_, lib.mul(x, x).name_) == ("x", "add", "mul")
    assert type(lib.Tensor._make_subclass(Named, lib.ones(2), True)) is Named


# Modes ----------------------------------------------------------------------------------------------------------------


def names_mode(lib):
    module = overrides_of(lib)

    class Names(module.TorchFunctionMode):
        def __init__(self):
            self.names = []

        def __torch_function__(self, func, types, args=(), kwargs=None):
            self.names.append(module.resolve_name(func))
            return func(*args, **(kwargs or {}))

    return Names()


def test_a_mode_sees_everything(lib):
    with names_mode(lib) as mode:
        x = lib.ones(2)
        x + 1, x.shape, x[0], x.sum(), lib.relu(x), lib.tensor([1.0]), x.requires_grad_()
        lib.is_tensor(x)
        (x * 2).sum().backward()
        lib.nn.functional.relu(x)
    x + 1
    methods = ["add", "shape.__get__", "__getitem__", "sum"]
    assert mode.names == [
        "torch.ones",
        *[f"torch.Tensor.{m}" for m in methods],
        "torch.relu",
        "torch.tensor",
        "torch.Tensor.requires_grad_",
        "torch.Tensor.mul",
        "torch.Tensor.sum",
        "torch.Tensor.backward",
        "torch.nn.functional.relu",
    ]


def test_modes_nest_and_change_results(lib):
    module = overrides_of(lib)

    class Instead(module.TorchFunctionMode):
        def __torch_function__(self, func, types, args=(), kwargs=None):
            return -1 if func is lib.add else func(*args, **(kwargs or {}))

    with names_mode(lib) as outer:
        with Instead(), names_mode(lib) as inner:
            assert lib.add(lib.ones(1), 1) == -1
            with lib._C.DisableTorchFunctionSubclass():
                lib.zeros(1)
            with lib._C.DisableTorchFunction():
                lib.zeros(1)
        two = lib.add(lib.ones(1), 1)
    assert two.item() == 2
    assert inner.names == ["torch.ones", "torch.add", "torch.zeros"]
    assert outer.names[:1] == ["torch.ones"] and outer.names[-1] == "torch.add"


def test_modes_belong_to_their_thread(lib):
    seen = []
    with names_mode(lib) as mode:
        thread = threading.Thread(target=lambda: seen.append(lib.ones(2)))
        thread.start()
        thread.join()
    assert seen and not mode.names


def test_an_error_leaves_the_modes_as_they_were(lib):
    with names_mode(lib) as mode:
        with pytest.raises(RuntimeError):
            lib.ones(2).view(3)
        lib.ones(1)
    assert mode.names[-1] == "torch.ones"
    with pytest.raises(NotImplementedError), overrides_of(lib).TorchFunctionMode():
        lib.ones(2)
    assert lib.ones(2).shape == (2,)


# torch.overrides ------------------------------------------------------------------------------------------------------


def test_names_and_kinds(lib):
    o = overrides_of(lib)
    assert o.resolve_name(lib.add) == "torch.add"
    assert o.resolve_name(lib.Tensor.add) == "torch.Tensor.add"
    assert o.resolve_name(lib.Tensor.T.__get__) == "torch.Tensor.T.__get__"
    assert o.resolve_name(lib.nn.functional.conv2d) in ("torch.nn.functional.conv2d", "torch.conv2d")
    assert o.resolve_name(print) is None
    assert o.is_tensor_method_or_property(lib.Tensor.sum) and not o.is_tensor_method_or_property(lib.sum)
    assert o.is_tensor_method_or_property(lib.Tensor.shape.__get__)
    assert o.is_tensor_like(lib.ones(1)) and o.is_tensor_like(diagonal_class(lib)(1, 1)) and not o.is_tensor_like(1.0)
    functions = o.get_overridable_functions()
    assert (
        lib.add in functions[lib]
        and lib.Tensor.add in functions[lib.Tensor]
        and lib.nn.functional.relu in functions[lib.nn.functional]
    )
    assert lib.zeros in o.get_ignored_functions() and lib.is_tensor in o.get_ignored_functions()
    assert lib.add not in o.get_ignored_functions() and lib.Tensor.grad.__get__ in o.get_default_nowrap_functions()
    stand_ins = o.get_testing_overrides()
    assert stand_ins[lib.add](1, 2) == -1 and stand_ins[lib.Tensor.add](1, 2) == -1 and stand_ins[lib.mean](1) == -1


def test_functions_of_ones_own(lib):
    o = overrides_of(lib)

    def double(x):
        if o.has_torch_function((x,)):
            return o.handle_torch_function(double, (x,), x)
        return x + x

    @o.wrap_torch_function(lambda x: (x,))
    def triple(x):
        """Three times."""
        return x * 3

    class Known:
        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):
            return func.__name__

    assert double(2) == 4 and double(Known()) == "double"
    assert triple(2) == 6 and triple(Known()) == "triple" and triple.__doc__ == "Three times."
    assert o.has_torch_function((Known(),)) and not o.has_torch_function(
        (lib.ones(1), 2, lib.nn.Parameter(lib.ones(1)))
    )


def test_every_overridable_function_asks():
    """Each one hands a foreign object to its class, whatever else it would say about it."""
    seen = []

    class Any:
        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):
            seen.append(func)
            return -1

    foreign = Any()
    for space, functions in overrides.get_overridable_functions().items():
        for f in functions:
            if getattr(f, "__name__", "") == "__get__":
                continue  # of Tensor's objects only
            seen.clear()
            two = (foreign, foreign) if f.__name__.startswith("__") else (foreign,)
            assert f(*two) == -1 and seen, (space, f)


def test_functions_stay_what_they_seem():
    """Made to ask, they keep name, text and signature, and are pickled and copied by name."""
    import inspect

    for f, name in ((rushlight.sum, "sum"), (rushlight.nn.functional.linear, "linear"), (Tensor.sum, "sum")):
        assert f.__name__ == name and f.__doc__
        assert ("dim" if name == "sum" else "weight") in str(inspect.signature(f))
        assert pickle.loads(pickle.dumps(f)) is f and copy.deepcopy(f) is f
    assert rushlight.add.__module__ == "rushlight" and inspect.isroutine(rushlight.add)
    f = rushlight.add
    f.note = 1
    assert f.note == 1
    del f.note
