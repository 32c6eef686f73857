"""``torch.library``: operators of one's own, which run like those that are here, with gradients.

>>> @custom_op("doc::cube", mutates_args=())
... def cube(x: torch.Tensor) -> torch.Tensor:
...     return x**3
>>> cube.register_autograd(
...     lambda ctx, g: 3 * ctx.saved_tensors[0] ** 2 * g,
...     setup_context=lambda ctx, inputs, output: ctx.save_for_backward(*inputs),
... )
>>> x = torch.tensor(2.0, requires_grad=True)
>>> cube(x).backward(); x.grad
tensor(12.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from .._base.trees import tree_leaves
from .._tensor.tensor import Tensor
from . import _operators
from ._custom import CUSTOM, CustomOpDef, custom_op
from ._definition import COMPOSITE, REGISTRY, Definition
from ._operators import OpOverload, OpOverloadPacket
from ._schema import infer_schema, parse

__all__ = [
    "CustomOpDef",
    "Library",
    "custom_op",
    "define",
    "fallthrough_kernel",
    "get_ctx",
    "get_kernel",
    "impl",
    "impl_abstract",
    "infer_schema",
    "opcheck",
    "register_autograd",
    "register_fake",
    "register_kernel",
    "register_vmap",
    "triton_op",
    "wrap_triton",
]

_RESERVED = ("prim",)


def fallthrough_kernel() -> NoReturn:
    """A mark for ``Library.impl``: nothing happens at this key, the next has its turn."""
    raise NotImplementedError("fallthrough_kernel() should never be called.")


class Library:
    """Definitions of operators in a namespace. ``kind``: "DEF" (the one place that defines them), "FRAGMENT" (another
    one) or "IMPL" (kernels for operators that are there). Raises ValueError for another kind or a reserved name.

    >>> lib = Library("doclib", "DEF")
    >>> lib.define("add_one(Tensor x) -> Tensor")
    'add_one'
    >>> lib.impl("add_one", lambda x: x + 1, "CPU")
    >>> torch.ops.doclib.add_one(torch.zeros(1))
    tensor([1.])
    """

    def __init__(self, ns: str, kind: str, dispatch_key: str = "") -> None:
        if kind not in ("IMPL", "DEF", "FRAGMENT"):
            raise ValueError(f"Unsupported kind: {kind}")
        if ns in _RESERVED and kind in ("DEF", "FRAGMENT"):
            raise ValueError(f"{ns} is reserved for the system. Please try creating a library with another name.")
        self.ns, self.kind, self.dispatch_key = ns, kind, dispatch_key
        self._op_defs: set[str] = set()
        self._op_impls: set[str] = set()

    def __repr__(self) -> str:
        return f"Library(kind={self.kind}, ns={self.ns}, dispatch_key={self.dispatch_key})>"

    def define(self, schema: str, alias_analysis: str = "", *, tags: Any = ()) -> str:
        """Define an operator by its schema; returns its name. Raises ValueError for a library of kind "IMPL",
        RuntimeError for an operator that is there already."""
        if self.kind == "IMPL":
            raise ValueError("Only DEF and FRAGMENT libraries can define operators")
        parsed = parse(schema)
        parsed.name = f"{self.ns}::{parsed.name.rpartition('::')[2]}"
        forms = REGISTRY.setdefault(parsed.name, [])
        if any(d.schema.overload_name == parsed.overload_name for d in forms):
            raise RuntimeError(f"Tried to register an operator ({parsed}) with the same name and overload name again")
        forms.append(Definition(parsed, tags=tuple(tags) if isinstance(tags, (list, tuple)) else (tags,)))
        _operators.forget(parsed.name)
        self._op_defs.add(parsed.name)
        return parsed.name.partition("::")[2] + (f".{parsed.overload_name}" if parsed.overload_name else "")

    def impl(
        self,
        op_name: Any,
        fn: Callable[..., Any],
        dispatch_key: str = "",
        *,
        with_keyset: bool = False,
        allow_override: bool = False,
    ) -> None:
        """What computes an operator at a key ("CPU", "Meta", "Autograd", "CompositeImplicitAutograd"; by default that
        of the library). Raises TypeError for no function, RuntimeError for a key that has one already."""
        if not callable(fn):
            raise TypeError(f"Input function is required to be a callable but found type {type(fn)}")
        key = dispatch_key or self.dispatch_key or COMPOSITE
        name = op_name._schema.name if isinstance(op_name, (OpOverload,)) else str(op_name)
        definition = _definition(name if "::" in name else f"{self.ns}::{name}")
        if key in definition.kernels and not allow_override:
            raise RuntimeError(
                f"This is not allowed since there's already a kernel registered from python overriding {name}'s "
                f"behavior for {key} dispatch key and {self.ns} namespace."
            )
        if fn is not fallthrough_kernel:
            definition.kernels[key] = (lambda *a, **k: fn(key, *a, **k)) if with_keyset else fn
        self._op_impls.add(f"{name}/{key}")

    def fallback(self, fn: Callable[..., Any], dispatch_key: str = "", *, with_keyset: bool = False) -> NoReturn:
        """Raises RuntimeError: there is no key that operators without a kernel could fall back to."""
        raise RuntimeError("Library.fallback: give each operator its kernel with impl()")

    def _register_fake(self, op_name, fn, _stacklevel=1, *, allow_override=True):
        name = str(op_name)
        _definition(name if "::" in name else f"{self.ns}::{name}").fake = fn

    def _destroy(self):
        """Take the operators that this library defined away again."""
        for name in self._op_defs:
            REGISTRY.pop(name, None)
            _operators.forget(name)


@contextmanager
def _scoped_library(*args: Any, **kwargs: Any) -> Iterator[Library]:
    """A Library that is gone after the block."""
    library = Library(*args, **kwargs)
    try:
        yield library
    finally:
        library._destroy()


def _definition(op: Any) -> Definition:
    """What is known of an operator, by its name or itself. Raises RuntimeError for one that is not there."""
    if isinstance(op, CustomOpDef):
        return op._definition
    if isinstance(op, OpOverload):
        return op._definition
    if isinstance(op, OpOverloadPacket):
        return next(iter(op._overloads.values()))._definition
    name, _, overload = str(op).partition(".")
    if "::" not in name:
        raise ValueError(
            f"Expected the operator's name to be of the form 'namespace::name', got {name!r}: write 'mylib::{name}'"
        )
    namespace, _, short = name.partition("::")
    forms = REGISTRY.get(name)
    if forms is None and namespace == "aten":
        packet = getattr(_operators.ops.aten, short)
        forms = [o._definition for o in packet._overloads.values()]
    for d in forms or ():
        if d.schema.overload_name == overload.removeprefix("default"):
            return d
    raise RuntimeError(f"Could not find schema for {op}: define it first, with torch.library.define")


def define(qualname: str, schema: Any = None, *, lib: Library | None = None, tags: Any = ()) -> Any:
    """Define an operator: ``define("mylib::sin", "(Tensor x) -> Tensor")``. Raises ValueError for a name without
    namespace.

    As a decorator on a Library, ``define(lib, "name(Tensor x) -> Tensor")``, it takes the function too.
    """
    if isinstance(qualname, Library):

        def wrap(f):
            name = qualname.define(schema)
            qualname.impl(name, f)
            return f

        return wrap
    namespace, separator, name = qualname.partition("::")
    if not separator:
        raise ValueError(f"Expected `qualname` to be of the form 'namespace::name', got {qualname!r}")
    (lib or Library(namespace, "FRAGMENT")).define(name + schema, tags=tags)
    return None


_TYPES = {"default": "CompositeExplicitAutograd", "cpu": "CPU", "cuda": "CUDA", "meta": "Meta", "mps": "MPS"}


def impl(qualname: Any, types: Any, func: Callable[..., Any] | None = None, *, lib: Library | None = None) -> Any:
    """What computes an operator on kinds of devices ("cpu", "default"); also as a decorator."""
    if isinstance(qualname, Library):

        def wrap(f):
            qualname.impl(types, f, func or "")
            return f

        return wrap

    def register(fn):
        definition = _definition(qualname)
        for kind in (types,) if isinstance(types, str) else types:
            definition.kernels[_TYPES.get(kind, kind)] = fn
        return fn

    return register if func is None else register(func)


def register_kernel(op: Any, device_types: Any, func: Any = None, /, *, lib: Library | None = None) -> Any:
    """What computes an operator on kinds of devices; None: on all. Also as a decorator."""
    return impl(op, "default" if device_types is None else device_types, func, lib=lib)


def register_fake(
    op: Any, func: Any = None, /, *, lib: Library | None = None, _stacklevel: int = 1, allow_override: bool = False
) -> Any:
    """What gives an operator's results without numbers, for tensors on 'meta'; also as a decorator."""

    def register(fn):
        name = str(op) if isinstance(op, str) else None
        _definition(name or op).fake = fn
        return fn

    return register if func is None else register(func)


def impl_abstract(qualname: str, func: Any = None, *, lib: Library | None = None, _stacklevel: int = 1) -> Any:
    """``register_fake``. Deprecated."""
    return register_fake(qualname, func, lib=lib)


def register_autograd(
    op: Any,
    backward: Callable[..., Any],
    /,
    *,
    setup_context: Callable[..., Any] | None = None,
    lib: Library | None = None,
) -> None:
    """An operator's gradient: ``backward(ctx, *grads)`` gives one per argument, ``setup_context(ctx, inputs, output)``
    keeps what it needs. Raises RuntimeError for an operator that changes its arguments."""
    definition = _definition(op)
    if definition.schema.is_mutable:
        raise RuntimeError(
            f"Cannot register autograd formula for non-functional operator {definition.schema.name} with schema "
            f"{definition.schema}. Please create a functional operator and register an autograd formula for that."
        )
    definition.backward, definition.setup_context = backward, setup_context


def register_vmap(op: Any, func: Any = None, /, *, lib: Library | None = None) -> Any:
    """``func(info, in_dims, *args) -> (results, out_dims)`` for all examples of a batch; also as a decorator."""

    def register(fn):
        _definition(op).vmap = fn
        return fn

    return register if func is None else register(func)


def get_kernel(op: Any, dispatch_key: Any) -> Callable[..., Any]:
    """What was registered for a key. Raises RuntimeError if nothing was."""
    key = str(dispatch_key).rpartition(".")[2]
    kernels = _definition(op).kernels
    if key not in kernels:
        raise RuntimeError(f"No kernel found for {op} with dispatch key {key}")
    return kernels[key]


class _FakeContext:
    """What a fake kernel may ask for."""

    def new_dynamic_size(self, *, min: int = 0, max: int | None = None) -> int:
        """A size that depends on numbers: there are none, so the smallest."""
        return min

    create_unbacked_symint = new_dynamic_size


def get_ctx() -> _FakeContext:
    """For fake kernels: sizes that are not known."""
    return _FakeContext()


def triton_op(name: str, fn: Any = None, /, *, mutates_args: Any, schema: str | None = None) -> Any:
    """``custom_op``; kernels in Triton within it raise on use."""
    return custom_op(name, fn, mutates_args=mutates_args, schema=schema)


def wrap_triton(triton_kernel: Any, /) -> NoReturn:
    """Raises RuntimeError: Triton compiles for GPUs, and there is none."""
    raise RuntimeError(
        "wrap_triton: Triton compiles for GPUs, which are not here: write the kernel in tensor operations"
    )


_TESTS = ("test_schema", "test_autograd_registration", "test_faketensor", "test_aot_dispatch_dynamic")


def opcheck(
    op: Any,
    args: tuple[Any, ...],
    kwargs: dict[str, Any] | None = None,
    *,
    test_utils: Any = _TESTS,
    raise_exception: bool = True,
    atol: float | None = None,
    rtol: float | None = None,
) -> dict[str, str]:
    """Check an operator on sample arguments: that it changes what its schema says and nothing else, that its fake form
    gives the shapes and dtypes of the real one, and that its gradient runs. Result: {check: "SUCCESS"}; a failure
    raises, or is put there unless ``raise_exception``.

    >>> opcheck(torch.ops.aten.sin.default, (torch.ones(2),))["test_schema"]
    'SUCCESS'
    """
    overload = CUSTOM[op._qualname]._opoverload if isinstance(op, CustomOpDef) else op
    overload = overload.default if isinstance(overload, OpOverloadPacket) else overload
    kwargs = kwargs or {}
    checks = {
        "test_schema": _check_schema,
        "test_autograd_registration": _check_gradient,
        "test_faketensor": _check_fake,
        "test_aot_dispatch_dynamic": _check_gradient,
        "test_aot_dispatch_static": _check_gradient,
    }
    results = {}
    for name in (test_utils,) if isinstance(test_utils, str) else test_utils:
        try:
            checks[name](overload, args, kwargs)
            results[name] = "SUCCESS"
        except Exception as error:
            if raise_exception:
                raise
            results[name] = error  # type: ignore[assignment]
    return results


def _check_schema(op, args, kwargs):
    before = [(t, t.detach().clone()) for t in tree_leaves((args, kwargs)) if isinstance(t, Tensor)]
    values, named = op._schema.bind(args, kwargs)
    written = {
        id(t)
        for a, v in zip(op._schema.arguments, [*values, *named.values()], strict=True)
        if a.is_write
        for t in tree_leaves(v)
    }
    op(*args, **kwargs)
    for t, copy in before:
        if id(t) not in written and not (t.detach() == copy).logical_or(copy != copy).all():
            raise RuntimeError(f"{op}: an argument was changed that the schema doesn't mark: {op._schema}")


def _check_fake(op, args, kwargs):
    from .._base.trees import tree_map

    def on_meta(v):
        return v.detach().to("meta") if isinstance(v, Tensor) else v

    real = tree_leaves(op(*args, **kwargs))
    fake = tree_leaves(op(*tree_map(on_meta, args), **tree_map(on_meta, kwargs)))
    for r, f in zip(real, fake, strict=True):
        if isinstance(r, Tensor) and (tuple(r.shape), r.dtype) != (tuple(f.shape), f.dtype):
            raise RuntimeError(f"{op}: the fake form gave {tuple(f.shape)}, {f.dtype}, not {tuple(r.shape)}, {r.dtype}")


def _check_gradient(op, args, kwargs):
    results = [r for r in tree_leaves(op(*args, **kwargs)) if isinstance(r, Tensor) and r.requires_grad]
    inputs = [t for t in tree_leaves((args, kwargs)) if isinstance(t, Tensor) and t.requires_grad]
    if results and inputs:
        from ..autograd import grad

        grad([r.sum() for r in results], inputs, allow_unused=True)
