"""``trace``: run a program on examples, and check that it gives the same when it runs again."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .._tensor.tensor import Tensor
from ..autograd.grad_mode import no_grad
from ..nn import Module
from .marks import tracing

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["TracerWarning", "TracingCheckError", "trace", "trace_module"]


class TracerWarning(Warning):
    """Something that ``trace`` found odd."""


class TracingCheckError(Exception):
    """The traced program failed when it ran again."""


@contextmanager
def _tracing():
    before, tracing.on = tracing.on, True
    try:
        yield
    finally:
        tracing.on = before


def _check_inputs(x):
    if isinstance(x, (list, tuple)):
        for v in x:
            _check_inputs(v)
    elif isinstance(x, dict):
        for v in x.values():
            _check_inputs(v)
    elif not isinstance(x, Tensor):
        raise RuntimeError(
            f"Type '{type(x).__name__}' cannot be traced. Only Tensors and (possibly nested) Lists, Dicts, and Tuples "
            "of Tensors can be traced. Bind other arguments first: trace(lambda x: f(x, 3), x)"
        )


def _outputs(result, strict):
    """The tensors in a result, in order. Raises RuntimeError for what a trace can't return."""
    if isinstance(result, Tensor):
        return [result]
    if isinstance(result, dict):
        if strict:
            raise RuntimeError(
                "Encountering a dict at the output of the tracer might cause the trace to be incorrect, this is only "
                "valid if the container structure does not change based on the module's inputs. Return a NamedTuple, "
                "or trace with strict=False"
            )
        return [t for v in result.values() for t in _outputs(v, strict)]
    if isinstance(result, (list, tuple)):
        return [t for v in result for t in _outputs(v, strict)]
    if result is None:
        raise RuntimeError(
            "The traced function didn't return any values! Side-effects are not captured in traces, so it would be a "
            "no-op."
        )
    raise RuntimeError(
        "Only tensors, lists, tuples of tensors, or dictionary of tensors can be output from traced functions, not "
        f"{type(result).__name__}"
    )


def _run(function, args, kwargs, strict):
    with _tracing():
        return _outputs(function(*args, **kwargs), strict)


def _clones(x):
    if isinstance(x, Tensor):
        return x.detach().clone().requires_grad_(x.requires_grad)
    if isinstance(x, dict):
        return {k: _clones(v) for k, v in x.items()}
    items = [_clones(v) for v in x]
    return type(x)._make(items) if hasattr(x, "_make") else type(x)(items)


def _check_again(function, args, kwargs, strict, tolerance):
    """Warn if the program gives other numbers when it runs on the same examples again."""
    with no_grad():
        first = _run(function, _clones(args), _clones(kwargs), strict)
        again = _run(function, _clones(args), _clones(kwargs), strict)
    for i, (a, b) in enumerate(zip(first, again)):
        same = a.shape == b.shape and a.dtype == b.dtype
        if not same or not a.double().isclose(b.double(), tolerance, tolerance, equal_nan=True).all():
            warnings.warn(
                f"Output nr {i + 1}. of the traced function does not match the corresponding output of the Python "
                "function: it draws random numbers or keeps state. Trace modules in eval mode",
                TracerWarning,
                stacklevel=3,
            )


def trace(
    func: Callable[..., Any],
    example_inputs: Any = None,
    optimize: Any = None,
    check_trace: bool = True,
    check_inputs: Any = None,
    check_tolerance: float = 1e-5,
    strict: bool = True,
    _force_outplace: bool = False,
    _module_class: Any = None,
    _compilation_unit: Any = None,
    example_kwarg_inputs: dict[str, Any] | None = None,
    _store_inputs: bool = True,
) -> Any:
    """``func``, a function or module, after a run on ``example_inputs`` (a tensor or a tuple of what ``func`` takes; or
    a dict ``example_kwarg_inputs``). It stays the Python program, which takes inputs of other shapes and other
    branches, too.

    check_trace      run it again and warn (TracerWarning) if a result differs by more than ``check_tolerance``
    check_inputs     a list of further examples, each run and checked the same
    strict           False: dicts may be returned

    Raises RuntimeError for inputs other than (nested) tensors and for results that aren't, TypeError for missing
    examples.

    >>> torch.jit.trace(lambda x: 2 * x, torch.ones(2))(torch.ones(3))
    tensor([2., 2., 2.])
    """
    if not callable(func):
        raise RuntimeError(f"trace takes a function or module, got {type(func).__name__}")
    if example_kwarg_inputs is not None:
        if not isinstance(example_kwarg_inputs, dict):
            raise RuntimeError("example_kwarg_inputs should be a dict")
        if example_inputs is not None:
            raise RuntimeError("give either example_inputs or example_kwarg_inputs")
        examples = [((), example_kwarg_inputs)]
    else:
        examples = [(_as_tuple(example_inputs), {})]
    examples += [((), e) if isinstance(e, dict) else (_as_tuple(e), {}) for e in check_inputs or ()]
    for args, kwargs in examples:
        _check_inputs((args, kwargs))
    args, kwargs = examples[0]
    _run(func, args, kwargs, strict)
    for args, kwargs in examples if check_trace else ():
        _check_again(func, args, kwargs, strict, check_tolerance)
    return func


def _as_tuple(examples):
    if isinstance(examples, (Tensor, dict, str)):
        return (examples,)
    if examples is None:
        raise TypeError("trace needs example_inputs: a tensor or a tuple of what the function takes, got None")
    return tuple(examples)


def trace_module(
    mod: Module,
    inputs: dict[str, Any],
    optimize: Any = None,
    check_trace: bool = True,
    check_inputs: Any = None,
    check_tolerance: float = 1e-5,
    strict: bool = True,
    _force_outplace: bool = False,
    _module_class: Any = None,
    _compilation_unit: Any = None,
    example_inputs_is_kwarg: bool = False,
    _store_inputs: bool = True,
) -> Any:
    """``mod`` after runs of its methods on examples: ``inputs`` is a dict of method names to examples; the rest as
    ``trace``.

    >>> torch.jit.trace_module(torch.nn.ReLU(), {"forward": torch.ones(2)})
    ReLU()
    """
    if not isinstance(mod, Module):
        raise AttributeError("expected torch.nn.Module as the first argument")
    if not isinstance(inputs, dict):
        raise AttributeError("expected a dictionary of (method_name, input) pairs")
    for name, examples in inputs.items():
        function = mod if name == "forward" else getattr(mod, name)
        more = [check[name] for check in check_inputs or ()]
        given = {"example_kwarg_inputs" if example_inputs_is_kwarg else "example_inputs": examples}
        trace(
            function,
            check_trace=check_trace,
            check_inputs=more,
            check_tolerance=check_tolerance,
            strict=strict,
            **given,
        )
    return mod
