"""``apply``: the one way to compute. Forward passes, gradients, optimizer steps and random draws all come through here.

This is the readable reference of csrc/waist, and the path that the compiled ``apply`` falls back to for everything
rare.
"""

from __future__ import annotations

import numpy as np

from .. import _arrays
from .._arrays.layouts import in_channels_last, is_channels_last
from .._base import devices, dtypes
from .._base.dtypes import can_cast, from_numpy_dtype, python_number
from .._base.errors import warn_resized
from .._native import ext
from . import batched, packing, saving, sparse, views
from .modes import state
from .op import Op, Plan
from .spec import Spec, scalar_spec
from .types import Node, Value

IN_PLACE = ext.IN_PLACE  # as ``out`` of functions: write into the first operand

_NUMBERS = (bool, int, float, complex)


def apply(op: Op, *inputs):
    """Run ``op`` on Values, Python numbers and None (absent inputs); returns its visible output, or a tuple of them.

    Raises what the op's shape rule raises; TypeError for other operands; RuntimeError for operands on several devices.
    """
    return run(op, inputs, None, False)


def apply_(op: Op, target: Value, *inputs):
    """Run ``op`` on ``inputs`` and write its (first) result into ``target``, which is usually one of them:
    the in-place forms. The history of ``target`` (and of what it is a view of) follows. Returns ``target``."""
    _check_writable(op, target, inputs)
    run(op, inputs, target, True)
    return target


def apply_out(op: Op, out: Value, *inputs):
    """Run ``op`` and leave its result in ``out`` (``out=`` arguments): in place if the shape fits, else ``out`` is
    resized, with PyTorch's warning unless it was empty. Never differentiable. Returns ``out``."""
    if not isinstance(out, Value):
        raise TypeError(f"{op.name.lower()}(): argument 'out' must be Tensor, not {type(out).__name__}")
    if state.grad and (out.requires_grad or any(isinstance(v, Value) and v.requires_grad for v in inputs)):
        raise RuntimeError(
            f"{op.name.lower()}(): functions with out=... arguments don't support automatic differentiation, but one "
            "of the arguments requires grad. Write y = f(x) instead of f(x, out=y), or compute under no_grad()."
        )
    result = run(op, inputs, None, False)
    result = result[0] if type(result) is tuple else result
    if op.elementwise and result._array.shape == out._array.shape:
        views.check_overlap(out, inputs)
    return store(op, out, result)


def apply_to(out, op: Op, *inputs):
    """Where functions end that have ``out=`` and an in-place form: ``apply`` for None, ``apply_`` of the first input
    for IN_PLACE, else ``apply_out``."""
    if out is None:
        return apply(op, *inputs)
    return apply_(op, inputs[0], *inputs) if out is IN_PLACE else apply_out(op, out, *inputs)


def store(op: Op, out: Value, result: Value):
    """Leave ``result`` in ``out``, by the rules of ``out=``: cast if the kind allows, resize if the shape differs."""
    if out._dtype is not result._dtype and (op.exact_out or not can_cast(result._dtype, out._dtype)):
        what = f"result type {result._dtype.cpp} can't be cast to the desired output type {out._dtype.cpp}"
        raise RuntimeError(f"{what}: Expected out tensor to have dtype {result._dtype}")
    if out._device != result._device:
        raise RuntimeError(f"Expected out tensor to have device {result._device}, but got {out._device} instead")
    if batched.level_of(result) or batched.level_of(out):
        return out.copy_(result)
    if state.before_write is not None:
        state.before_write(out._storage)
    if state.recorder is not None:
        state.recorder.storing(op, out, result)
    array = _arrays.namespace(out._device).cast(result._array, result._dtype, out._dtype)
    if array.shape == out._array.shape:
        views.check_overlap(out, ())
        out._array[...] = array
    else:
        if out._array.size:
            warn_resized(out._array.shape, array.shape)
        out._array = array if array is not result._array else array.copy()
    out._storage.wrote(op.name)
    return out


def run(op, inputs, target, in_place, every=False):
    """The whole of apply and apply_: see there. ``every``: a list of all outputs, saved ones included."""
    if not op.sparse and (sparse.is_sparse(target) or any(map(sparse.is_sparse, inputs))):
        return sparse.rules.compute(op, inputs, target)
    if state.recorder is not None:
        state.recorder.begin(op)
    inputs = [
        v if isinstance(v, Value) or type(v) in _NUMBERS or v is None else _operand(op, i, v)
        for i, v in enumerate(inputs)
    ]
    device = _device(op, inputs)
    plan = _plan(op, inputs, device)
    level = batched.level_for(op, inputs, target)
    own = [v if not level or batched.level_of(v) == level else None for v in inputs]
    grad = state.grad and (
        any(isinstance(v, Value) and v.requires_grad for v in own) or (in_place and target.requires_grad)
    )
    node = None
    for i in op.writes:
        _check_writable(op, inputs[i], ())
    written = [target] if in_place else [inputs[i] for i in op.writes]
    for v in written if state.before_write is not None else ():
        state.before_write(v._storage)
    if grad:
        for v in own:
            if isinstance(v, Value):
                refresh(v)
        node = Node(op, [_edge(v) for v in own], plan.specs, plan.outs)
        saving.save_inputs(node, op, inputs, target)
        if state.saved_hooks is not None:
            packing.pack(node, 0, len(inputs))
    _check_target(plan, target)
    if in_place and state.recorder is not None:
        state.recorder.writing(op, inputs, target)
    if level:
        outputs = batched.rules.compute(op, plan, inputs, target, level)
    elif device.type == "meta":
        outputs = [None if s is None else np.broadcast_to(np.zeros((), s.dtype.np), s.shape) for s in plan.outs]
    else:
        outputs = _compute(op, plan, inputs, target, _arrays.namespace(device))
    specs = plan.outs or tuple(_described(a, plan.specs, device) for a in outputs)
    values = [target] if in_place else _wrap(op, inputs, outputs, specs, device)
    for v in written:
        v._storage.wrote(op.name)
    if node is not None:
        node.outs = specs
        if in_place:
            rebase(target, node)
        else:
            _link(values[: op.visible] if op.visible else values, node)
        saving.save_outputs(node, op, values)
        if state.anomaly is not None:
            state.anomaly.made(node)
        if state.saved_hooks is not None:
            packing.pack(node, len(inputs), node.n_slots)
    if state.recorder is not None:
        state.recorder.record(op, tuple(inputs), tuple(values), target)
    if every:
        return values
    shown = values[: op.visible] if op.visible else values
    return shown[0] if plan.single or (shown and op.visible == 1 and not op.multi_view) else tuple(shown)


def _described(array, specs, device):
    """The Spec of an output of a dynamic op; bits of 16-bit floats are known by those of the first input."""
    first = specs[0].dtype
    return Spec(array.shape, first if array.dtype == first.np else from_numpy_dtype(array.dtype), device)


def _operand(op, i, v):
    if isinstance(v, (np.number, np.bool_)):
        return python_number(v)
    what = type(v).__name__
    hint = "; wrap it with torch.from_numpy(...) or torch.as_tensor(...)" if isinstance(v, np.ndarray) else ""
    raise TypeError(f"{op.name.lower()}(): argument {i + 1} must be Tensor or a number, not {what}{hint}")


def _device(op, inputs):
    device = None
    for v in inputs:
        if isinstance(v, Value):
            if device is None or device is v._device or device == v._device:
                device = v._device
            elif v._device.type == "cpu" and not v._array.ndim:
                continue  # a number in a 0-d tensor goes with any device
            elif device.type == "cpu" and all(
                w._device != device or not w._array.ndim for w in inputs if isinstance(w, Value)
            ):
                device = v._device
            else:
                raise RuntimeError(
                    "Expected all tensors to be on the same device, but found at least two devices, "
                    f"{device} and {v._device}! Tensor on device {v._device} is not on the expected device {device}! "
                    f"Move one of {op.name.lower()}'s operands with .to(...): x.to(w.device)"
                )
    return device if device is not None else getattr(op, "device", None) or devices.cpu


def _spec(v, device):
    tensor = isinstance(v, Value)
    return Spec(v._array.shape, v._dtype, device) if tensor else None if v is None else scalar_spec(v)


def _plan(op, inputs, device) -> Plan:
    key = (
        device,
        dtypes.get_default_dtype(),
        *[(v._dtype.code, v._array.shape) if isinstance(v, Value) else type(v) for v in inputs],
    )
    plan = op._plans.get(key)
    if plan is None:
        if len(op._plans) >= 256:
            op._plans.clear()
        plan = op._plans[key] = op.plan([_spec(v, device) for v in inputs])
    return plan


def _compute(op, plan, inputs, target, xp):
    """Arrays in, arrays of the promised dtypes out; into ``target``'s memory if one is given."""
    arrays = [v._array if isinstance(v, Value) else v for v in inputs]
    if plan.casts:
        arrays = [
            a if to is None else xp.cast(a, v._dtype, to) for a, v, to in zip(arrays, inputs, plan.casts, strict=True)
        ]
    out = None
    if target is not None and op.takes_out and not plan.narrow and plan.outs[0].dtype is target._dtype:
        out = target._array
    kernel = plan.kernel if xp.native else None
    try:
        result = NotImplemented if kernel is None else kernel(*arrays, out)
        if result is NotImplemented:
            result = op.forward(xp, *arrays, out=out) if op.takes_out else op.forward(xp, *arrays)
    except MemoryError as error:
        raise error if isinstance(error, RuntimeError) else ext.AllocationError(f"out of memory: {error}") from None
    if op.follows and out is None and any(is_channels_last(arrays[i]) for i in op.follows):
        result = in_channels_last(result)
    results = list(result) if type(result) in (tuple, list) else [result]
    if plan.narrow:  # dynamic ops promise nothing: their floats are of the first input's dtype
        outs = plan.outs or [plan.specs[0] if a.dtype.kind == "f" else None for a in results]
        results = [xp.narrow(a, s.dtype) if s and s.dtype.is_reduced else a for a, s in zip(results, outs, strict=True)]
    if target is not None and results[0] is not target._array:
        target._array[...] = xp.cast(results[0], plan.outs[0].dtype, target._dtype)
    return results


def _check_target(plan, target):
    """Refuse a target that the result doesn't fit into."""
    if target is None:
        return
    shape = plan.outs[0].shape
    if shape != target._array.shape:
        raise RuntimeError(
            f"output with shape {list(target._array.shape)} doesn't match the broadcast shape {list(shape)}"
        )
    if not can_cast(plan.outs[0].dtype, target._dtype):
        raise RuntimeError(
            f"result type {plan.outs[0].dtype.cpp} can't be cast to the desired output type {target._dtype.cpp}"
        )


def result_class(inputs):
    """The class of what is computed from ``inputs``: the most derived among theirs."""
    best = None
    for v in inputs:
        if isinstance(v, Value):
            cls = type(v).result_class or type(v)
            if best is None or issubclass(cls, best):
                best = cls
    return best or Value.default_class


def set_tensor_class(cls):
    """Make ``cls`` the class of results."""
    cls.result_class = Value.default_class = cls


def _wrap(op, inputs, outputs, specs, device):
    cls = result_class(inputs)
    if not (op.view or op.multi_view):
        values = [cls._wrap(a, s.dtype, device) for a, s in zip(outputs, specs, strict=True)]
    else:
        source = inputs[0]
        values = [cls._wrap(a, s.dtype, device, source._storage) for a, s in zip(outputs, specs, strict=True)]
        for i, v in enumerate(values):
            views.link(v, source, op, i)
    if inputs[0]._inference if op.view or op.multi_view else state.inference:
        for v in values:
            v._inference = True
    return values


def _edge(v):
    if not isinstance(v, Value):
        return None
    if v._node is not None:
        return (v._node, v._output_nr)
    return (v, 0) if v._requires_grad else None


def _link(values, node):
    for i, v in enumerate(values):
        if v._dtype.category >= 2:
            v._node, v._output_nr = node, i
            v._node_version = v._storage.version


def _check_writable(op, target, inputs):
    check_in_place(op, target, inputs)
    op.fills or sparse.is_sparse(target) or views.check_overlap(target, inputs)


def check_in_place(op, target, inputs):
    """Refuse to change ``target`` in place where that would lose history."""
    if target._inference and not state.inference:
        raise RuntimeError(
            "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a "
            "normal tensor before doing inplace update.See https://github.com/pytorch/rfcs/pull/17 for more details."
        )
    if state.grad:
        views.check_in_place(op, target, any(isinstance(v, Value) and v.requires_grad for v in inputs))


# Views and history -------------------------------------------------------------------------------------------------


def through(v: Value, chain) -> Value:
    """``v`` seen through a chain of view ops."""
    for op, index in chain:
        r = apply(op, v)
        v = r[index] if type(r) is tuple else r
    return v


def refresh(v: Value) -> None:
    """If the memory of a view was written since its node was made, derive the node again from its base."""
    if v._base is None or v._node_version == v._storage.version:
        return
    base = v._base
    if v._node is None and not base.requires_grad:
        v._node_version = v._storage.version
        return
    if v._creation:
        views.refuse(v, "its base or another view of its base has been modified inplace")
    fresh = _again(base, v, True)
    v._node, v._output_nr, v._node_version = fresh._node, fresh._output_nr, v._storage.version


def _again(base, v, grad):
    """The view ``v`` made again of ``base``: by its chain, or if the base changed its shape in place (t_(), ...), by
    strides."""
    before, state.grad = state.grad, grad
    try:
        try:
            chain = views.chain_of(v)
            moved = v._dtype is base._dtype and any(op.absolute for op, _ in chain)
            fresh = None if moved else through(base, chain)
            if fresh is not None and views.same_place(fresh._array, v._array):
                return fresh
        except (IndexError, RuntimeError):  # the shape rules of another shape
            pass
        if v._dtype is not base._dtype:
            raise RuntimeError(
                f"a view of dtype {v._dtype} lost its history: its base changed its shape in place, and was written"
            )
        a = v._array
        fresh = base.as_strided(a.shape, [s // a.itemsize for s in a.strides], v.storage_offset())
        v._chain = fresh._chain
        return fresh
    finally:
        state.grad = before


def rebase(target: Value, node: Node, nr=0, shaped=False) -> None:
    """History after an in-place write: output ``nr`` of ``node`` is the new value of ``target``. ``shaped``: what it is
    a view of is known to have the shape that it had."""
    base = target._base
    if base is None:
        target._node, target._output_nr, target._requires_grad = node, nr, False
        target._node_version = target._storage.version
        return
    if not shaped:
        _again(base, target, False)
    write = ViewWrite.of(views.chain_of(target), tuple(s // base._dtype.itemsize for s in base._array.strides))
    spec = Spec(base._array.shape, base._dtype, base._device)
    edge = (base._node, base._output_nr) if base._node is not None else None
    base._node = Node(write, [edge, (node, nr)], (spec, node.outs[nr]), (spec,))
    base._output_nr, base._requires_grad = 0, False
    target._node_version = -1  # derived from base when next used


class ViewWrite(Op):
    """base with the region that ``chain`` views replaced: what a write through a view does to the base. It is only a
    record in the graph, never run. The base's gradient is zero in that region, which goes to the writer instead.
    ``strides`` (in elements) are the base's: the gradient is laid out like it, so that the chain views it too."""

    __slots__ = ("chain", "strides")
    name, node_name = "CopySlices", "torch::autograd::CopySlices"
    saves = ((), ())

    def vjp(self, need, grads, saved, specs):
        g = grads[0].new_empty_strided(specs[0].shape, self.strides)
        g.copy_(grads[0])
        g_view = through(g, self.chain).clone() if need[1] else None
        if need[0]:
            through(g, self.chain).zero_()
        return g if need[0] else None, g_view
