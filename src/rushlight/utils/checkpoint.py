"""Checkpointing: what a function's gradient needs is not kept but computed again in the backward pass (Chen et al.
2016, "Training deep nets with sublinear memory cost")."""

from __future__ import annotations

import itertools
import warnings
import weakref
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from .._base.exports import defined_in
from .._base.trees import tree_leaves
from .._core import saving, state
from .._core.modes import Recorder
from .._core.value import site
from .._ops.tensors.zeros_full import empty
from .._tensor.tensor import Tensor
from ..amp._state import restored, snapshot
from ..autograd import Function, backward, enable_grad, no_grad
from ..autograd.graph import saved_tensors_hooks
from ..random import fork_rng, get_rng_state, set_rng_state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager
    from typing import Any

    from .._face.types import T


_switches: dict[Any, Any] = {"debug": None, "early_stop": None}
_outside = itertools.count(-2, -1)  # numbers for unpacking outside a backward pass
_TIP = (
    "\nTip: pass `debug=True` to `torch.utils.checkpoint.checkpoint(...)`, or use set_checkpoint_debug_enabled(True), "
    "to see the operations of both runs."
)


class CheckpointError(RuntimeError):
    """The function computed something else when it ran again."""


class _Stop(Exception):
    """All that was asked for has been computed again."""


def noop_context_fn() -> tuple[Any, Any]:
    """Two contexts that do nothing: the default of ``checkpoint``'s ``context_fn``.

    >>> _ = noop_context_fn()
    """
    return nullcontext(), nullcontext()


@contextmanager
def _switched(name, value):
    before, _switches[name] = _switches[name], value
    try:
        yield
    finally:
        _switches[name] = before


def set_checkpoint_early_stop(enable: bool) -> AbstractContextManager[None]:
    """Context manager: whether checkpoints made inside stop computing again as soon as they have what is needed,
    whatever their own ``early_stop`` says.

    >>> with set_checkpoint_early_stop(False):
    ...     y = checkpoint(torch.sin, torch.ones(1, requires_grad=True), use_reentrant=False)
    """
    return _switched("early_stop", enable)


def set_checkpoint_debug_enabled(enabled: bool | None) -> AbstractContextManager[None]:
    """Context manager: whether checkpoints made inside note their operations for error messages; None: as their own
    ``debug`` says.

    >>> with set_checkpoint_debug_enabled(True):
    ...     y = checkpoint(torch.sin, torch.ones(1, requires_grad=True), use_reentrant=False)
    """
    return _switched("debug", enabled)


def detach_variable(inputs: tuple[Any, ...]) -> tuple[Tensor, ...]:
    """The arguments with their tensors detached, ``requires_grad`` as before.

    >>> detach_variable((torch.ones(1, requires_grad=True), 3))
    (tensor([1.], requires_grad=True), 3)
    """
    if not isinstance(inputs, tuple):
        raise RuntimeError(f"Only tuple of tensors is supported. Got Unsupported input type: {type(inputs).__name__}")
    return tuple(x.detach().requires_grad_(x.requires_grad) if isinstance(x, Tensor) else x for x in inputs)


def check_backward_validity(inputs: Iterable[Any]) -> None:
    """Warn if no tensor among the arguments requires a gradient.

    >>> check_backward_validity([torch.ones(1, requires_grad=True)])
    """
    if not any(isinstance(x, Tensor) and x.requires_grad for x in inputs):
        warnings.warn("None of the inputs have requires_grad=True. Gradients will be None", UserWarning, stacklevel=2)


class DefaultDeviceType:
    """The kind of device whose random numbers are kept where arguments don't tell: "cuda" unless set."""

    _default_device_type = "cuda"

    @staticmethod
    def set_device_type(device: str = "cuda") -> None:
        """Choose the kind of device."""
        DefaultDeviceType._default_device_type = device

    @staticmethod
    def get_device_type() -> str:
        """The kind of device."""
        return DefaultDeviceType._default_device_type


def get_device_states(*args: Any) -> tuple[list[int], list[Tensor]]:
    """(numbers of the devices that tensors among the arguments are on, states of their random generators); the CPU and
    'meta' don't count, so both are empty where there are no others."""
    devices = [v.get_device() for v in tree_leaves(args) if isinstance(v, Tensor) and v.device.type not in _OWN]
    return devices, [get_rng_state() for _ in devices]


def set_device_states(devices: Any, states: Any, *, device_type: str | None = None) -> None:
    """Put states that ``get_device_states`` gave back into the devices' random generators. Raises RuntimeError for
    devices that are not there."""
    for device, _ in zip(devices, states, strict=False):
        raise RuntimeError(
            f"set_device_states: there is no device {device_type or DefaultDeviceType.get_device_type()}:{device}"
        )


_OWN = ("cpu", "meta")  # what has no generator beside the CPU's


def checkpoint(
    function: Callable[..., T],
    *args: Any,
    use_reentrant: bool | None = None,
    context_fn: Callable[[], tuple[AbstractContextManager, AbstractContextManager]] = noop_context_fn,
    determinism_check: str = "default",
    debug: bool = False,
    early_stop: bool = True,
    **kwargs: Any,
) -> T:
    """``function(*args, **kwargs)``, whose intermediate values are not kept: the backward pass runs the function again.

    use_reentrant      False (recommended): works with ``grad``, keyword arguments, nested values and within other
                       checkpoints.
                       True: the older form, a custom Function around ``function``; tensors must be among ``args``
                       themselves. None: True, with a warning
    preserve_rng_state (keyword, default True) the random numbers of both runs are the same
    context_fn         a callable giving two context managers, around the first run and around the second
    determinism_check  "default": shapes, dtypes and devices of both runs are compared; "none"
    debug              name the operations of both runs in errors
    early_stop         the second run ends as soon as it has what is needed

    Raises CheckpointError (a RuntimeError), in the backward pass, if the second run computes something else; ValueError
    for arguments that don't go together.

    >>> x = torch.ones(2, requires_grad=True)
    >>> checkpoint(lambda x: x.exp().sin().sum(), x, use_reentrant=False).backward()
    >>> x.grad.allclose(x.exp() * x.exp().cos())
    True
    """
    if use_reentrant is None:
        warnings.warn(
            "torch.utils.checkpoint: the use_reentrant parameter should be passed explicitly. use_reentrant=False is "
            "recommended; without it the older form, use_reentrant=True, is used.",
            UserWarning,
            stacklevel=2,
        )
        use_reentrant = True
    preserve = kwargs.pop("preserve_rng_state", True)
    if use_reentrant:
        if kwargs:
            raise ValueError(
                f"Unexpected keyword arguments: {','.join(kwargs)}. Keyword arguments need use_reentrant=False"
            )
        if context_fn is not noop_context_fn or debug:
            raise ValueError("Passing `context_fn` or `debug` is only supported when use_reentrant=False.")
        return CheckpointFunction.apply(function, preserve, *args)
    if determinism_check not in ("default", "none"):
        raise ValueError(f"determinism_check should be one of ['default', 'none'], but got {determinism_check}")
    if _switches["debug"] is not None:
        debug = _switches["debug"]
    if debug and context_fn is not noop_context_fn:
        raise ValueError("debug=True is incompatible with non-default context_fn")
    if _switches["early_stop"] is not None:
        early_stop = _switches["early_stop"]
    first, second = context_fn()
    saver = _Inputs.apply(empty(0, requires_grad=True), kwargs, *args)
    if saver.grad_fn is None:  # no gradients are recorded
        return function(*args, **kwargs)
    frame = _Frame(function, saver.grad_fn, second, preserve, determinism_check, debug, early_stop)
    with saved_tensors_hooks(frame.pack, frame.unpack), first, _logging(frame.log):
        result = function(*args, **kwargs)
    frame.complete = True
    return result


class _Inputs(Function):
    """Keeps a checkpoint's arguments as any operation would: hooks of a checkpoint around it see them, too."""

    @staticmethod
    def forward(ctx, dummy, kwargs, *args):
        ctx.places = [i for i, a in enumerate(args) if isinstance(a, Tensor)]
        ctx.save_for_backward(*[args[i] for i in ctx.places])
        ctx.args, ctx.kwargs = [None if isinstance(a, Tensor) else a for a in args], kwargs
        return empty(0)

    @staticmethod
    def backward(ctx, *grads):
        raise RuntimeError("nothing is computed from a checkpoint's saved arguments")


class _Holder:
    """What the graph keeps in the place of a tensor: nothing, until the function ran again in a backward pass."""

    __slots__ = ("__weakref__", "tensors")

    def __init__(self):
        self.tensors = {}  # number of the pass: the tensor


class _Frame:
    """One checkpointed call: how to run it again, and the places of what the graph asked to keep, in order."""

    def __init__(self, function, saver, context, preserve, check, debug, early_stop):
        self.function, self.saver, self.context = function, saver, context
        self.check, self.early_stop, self.complete = check == "default", early_stop, False
        self.log = [] if debug else None
        self.random = get_rng_state() if preserve else None
        self.precision = snapshot()
        self.holders: list[Any] = []  # weak references
        self.described: list[Any] = []
        self.done: set[Any] = set()  # numbers of passes

    def pack(self, tensor):
        """Keep a holder only."""
        holder = _Holder()
        self.holders.append(weakref.ref(holder))
        self.described.append(_metadata(tensor))
        return holder

    def unpack(self, holder):
        """The tensor, from running the function again if that has not been done in this pass."""
        number = state.backward_pass
        if number < 0:
            number = next(_outside)
        if number not in self.done:
            self.run_again(number)
            self.done.add(number)
        if number not in holder.tensors:
            raise CheckpointError(
                "torch.utils.checkpoint: Unpack is being triggered for a tensor that was already unpacked once. If you "
                "are calling ctx.saved_tensors in backward, make sure to do so only once."
            )
        return holder.tensors.pop(number)

    def run_again(self, number):
        """Compute the values again and hand them to the holders."""
        node, again, log = self.saver, [], None if self.log is None else []
        args = list(node.args)
        for i, tensor in zip(node.places, node.saved_tensors, strict=True):
            args[i] = tensor

        def pack(tensor):
            i = len(again)
            if i >= len(self.holders):
                if self.complete:
                    self.fail(
                        "trying to save more tensors during recomputation than during the original forward pass.", log
                    )
                raise _Stop
            again.append(_metadata(tensor))
            holder = self.holders[i]()
            if holder is not None:
                holder.tensors[number] = tensor.detach()
            if self.early_stop and len(again) == len(self.holders):
                raise _Stop
            return tensor.detach()

        with (
            fork_rng(enabled=self.random is not None),
            enable_grad(),
            restored(self.precision),
            self.context,
            _logging(log),
        ):
            if self.random is not None:
                set_rng_state(self.random)
            try:
                with saved_tensors_hooks(pack, lambda tensor: tensor):
                    self.function(*args, **node.kwargs)
            except _Stop:
                pass
        self.compare(again, log)

    def compare(self, again, log):
        """Raise CheckpointError if the second run kept something else than the first."""
        if len(again) != len(self.holders):
            self.fail(
                "A different number of tensors was saved during the original forward and recomputation.\n"
                f"Number of tensors saved during forward: {len(self.holders)}\n"
                f"Number of tensors saved during recomputation: {len(again)}.",
                log,
            )
        differ = [
            f"tensor at position {i}:\nsaved metadata: {a}\nrecomputed metadata: {b}"
            for i, (a, b) in enumerate(zip(self.described, again, strict=True))
            if a != b
        ]
        if differ and self.check:
            self.fail(
                "Recomputed values for the following tensors have different metadata than during the forward pass.\n"
                + "\n".join(differ),
                log,
            )

    def fail(self, what, log):
        """Raise CheckpointError, with the operations of both runs if they were noted."""
        text = f"torch.utils.checkpoint: {what}\nThe function must compute the same when it runs again."
        if log is None:
            raise CheckpointError(text + _TIP)
        first, second = "\n  ".join(self.log), "\n  ".join(log)
        raise CheckpointError(
            f"{text}\nOperations of the original forward:\n  {first}\nOperations of the recomputation:\n  {second}"
        )


def _metadata(tensor):
    return {"shape": tensor.shape, "dtype": tensor.dtype, "device": tensor.device}


class _Log(Recorder):
    """A recorder that notes what ran. ``next``: the recorder before."""

    def __init__(self, lines, before):
        self.lines, self.next = lines, before

    def record(self, op, inputs, outputs, target):
        """Called after every apply."""
        if self.next is not None:
            self.next.record(op, inputs, outputs, target)
        if op.name == "Detach":  # ours, or of no consequence
            return
        shapes = ", ".join(str(tuple(v.shape)) for v in outputs)
        self.lines.append(f"{op.name} -> {shapes}{saving.line_of(site())}")


@contextmanager
def _logging(lines):
    before = state.recorder
    if lines is not None:
        state.recorder = _Log(lines, before)
    try:
        yield
    finally:
        state.recorder = before


class CheckpointFunction(Function):
    """``checkpoint`` with use_reentrant=True: the backward pass runs the function on detached inputs, and a backward
    pass of its own."""

    @staticmethod
    def forward(ctx: Any, run_function: Callable[..., Any], preserve_rng_state: bool, *args: Any) -> Any:
        """The result of ``run_function(*args)``, of which only ``args`` are kept."""
        check_backward_validity(args)
        ctx.precision = snapshot()
        ctx.function, ctx.random = run_function, get_rng_state() if preserve_rng_state else None
        ctx.places = [i for i, a in enumerate(args) if isinstance(a, Tensor)]
        ctx.args = [None if isinstance(a, Tensor) else a for a in args]
        ctx.save_for_backward(*[args[i] for i in ctx.places])
        with no_grad():
            return run_function(*args)

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        """Gradients of ``args``."""
        if state.captures:
            raise RuntimeError(
                "When use_reentrant=True, torch.utils.checkpoint is incompatible with .grad() or passing an `inputs` "
                "parameter to .backward(). To resolve this error, you can either set use_reentrant=False, or call "
                ".backward() without passing the `inputs` argument."
            )
        args = list(ctx.args)
        for i, tensor in zip(ctx.places, ctx.saved_tensors, strict=True):
            args[i] = tensor
        inputs = detach_variable(tuple(args))
        with fork_rng(enabled=ctx.random is not None):
            if ctx.random is not None:
                set_rng_state(ctx.random)
            with enable_grad(), restored(ctx.precision):
                outputs = ctx.function(*inputs)
        outputs = (outputs,) if isinstance(outputs, Tensor) else outputs
        pairs = [
            (y, g)
            for y, g in zip(outputs, grads, strict=True)
            if isinstance(y, Tensor) and y.requires_grad and g is not None
        ]
        if not pairs:
            raise RuntimeError("none of output has requires_grad=True, this checkpoint() is not necessary")
        backward([y for y, _ in pairs], [g for _, g in pairs])
        return None, None, *[x.grad if isinstance(x, Tensor) else None for x in inputs]


def checkpoint_sequential(
    functions: Any, segments: int, input: Any, use_reentrant: bool | None = None, **kwargs: Any
) -> Any:
    """Run ``functions`` (a Sequential, or a list of modules or functions) one after the other, cut into ``segments``
    parts; all but the last are checkpointed. ``preserve_rng_state``: as for ``checkpoint``.

    >>> layers = [torch.sin, torch.exp, torch.tanh]
    >>> checkpoint_sequential(layers, 2, torch.zeros(1, requires_grad=True), use_reentrant=False)
    tensor([0.7616], grad_fn=<TanhBackward0>)
    """
    if use_reentrant is None:
        warnings.warn(
            "torch.utils.checkpoint.checkpoint_sequential: the use_reentrant parameter should be passed explicitly. "
            "use_reentrant=False is recommended; without it the older form, use_reentrant=True, is used.",
            UserWarning,
            stacklevel=2,
        )
        use_reentrant = True
    preserve = kwargs.pop("preserve_rng_state", True)
    if kwargs:
        raise ValueError(f"Unexpected keyword arguments: {','.join(kwargs)}")
    functions = list(functions.children() if hasattr(functions, "children") else functions)
    size = len(functions) // segments
    if not size:
        raise ValueError(
            f"checkpoint_sequential: {len(functions)} functions can't be cut into {segments} segments: ask for at most "
            f"{len(functions)}"
        )

    def part(first, last):
        def run(x):
            for function in functions[first:last]:
                x = function(x)
            return x

        return run

    end = 0
    for first in range(0, size * (segments - 1), size):
        end = first + size
        input = checkpoint(part(first, end), input, use_reentrant=use_reentrant, preserve_rng_state=preserve)
    return part(end, len(functions))(input)


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
