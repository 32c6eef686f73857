"""What the forward pass keeps for the gradient, and how it comes back: never more than ``Op.saves`` asks for."""

from __future__ import annotations

from .._native import ext
from .modes import state
from .packing import Slot, shown
from .types import NATIVE, Node, Storage, Value
from .value import site

_FREED = (
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been "
    "freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify "
    "retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors "
    "after calling backward; or compute the loss anew before each backward()."
)


class Saved(Slot):
    """One kept value: its array, and the memory's version then. ``value`` is an input itself (it keeps its identity);
    an output is kept without it and rebuilt from the node, since a node that holds its own output would never be
    freed."""

    __slots__ = ("array", "cls", "device", "dtype", "node", "output_nr", "requires_grad", "storage", "value", "version")
    cls: type[Value]

    def __init__(self, v: Value, is_output=False, copy=False):
        self.array = v._array.copy() if copy else v._array
        self.storage = Storage() if copy else v._storage
        self.version = self.storage.version
        self.dtype, self.device, self.cls = v._dtype, v._device, type(v).result_class or type(v)
        self.value = None if is_output or copy else v
        self.node = None if is_output else v._node
        self.output_nr, self.requires_grad = v._output_nr, v._requires_grad and v._node is None and not copy

    def check(self, node: Node):
        if self.storage.version != self.version:
            maker = node if self.value is None else self.node
            changed(node, maker, self.dtype, self.array, self.output_nr, self.version, self.storage)

    def unpack(self, node: Node, output):
        """The value again. ``output``: the number of the node's output that this is, or None for an input."""
        self.check(node)
        v = self.value
        if v is not None and v._node is self.node and v._array is self.array:
            return v
        v = self.cls._wrap(self.array, self.dtype, self.device, self.storage)
        if output is not None:
            if 0 <= output < shown(node) and self.dtype.category >= 2:
                v._node, v._output_nr = node, output
        else:
            v._node, v._output_nr, v._requires_grad = self.node, self.output_nr, self.requires_grad
        v._node_version = v._storage.version
        return v


def line_of(site):
    """The file, line and text of a place, behind " at "; '' for None."""
    if site is None:
        return ""
    import linecache  # only when something went wrong

    code, at = site
    line = next((n for start, stop, n in code.co_lines() if start <= at < stop and n), code.co_firstlineno)
    text = linecache.getline(code.co_filename, line).strip()
    return f" at {code.co_filename}:{line}" + (f": `{text}`" if text else "")


def changed(node, maker, dtype, array, output_nr, expected, storage):
    """Raise the error for a saved value (output ``output_nr`` of node ``maker``, if any) that was overwritten."""
    where = f", which is output {output_nr} of {maker.name()}," if maker is not None else ""
    writer = f"{storage.writer.lower()}_" if storage.writer else "a later in-place write"
    raise RuntimeError(
        "one of the variables needed for gradient computation has been modified by an inplace operation: "
        f"[torch.{dtype.cpp}Tensor {list(array.shape)}]{where} is at version {storage.version}; expected version "
        f"{expected} instead. {node.name()} saved it{line_of(node.site)}; {writer} changed it{line_of(storage.site)}. "
        "Write the change out of place (x = x + 1 instead of x += 1), or clone() before it."
    )


def _wanted(node, op, n):
    wanted = set()
    for i in range(n):
        if node.edges[i] is not None and i < len(op.saves):
            wanted.update(op.saves[i])
    return wanted


def save_inputs(node: Node, op, inputs, target) -> None:
    """Keep the inputs that the needed gradients use. ``target`` is about to be overwritten: kept as a copy."""
    wanted = _wanted(node, op, len(inputs))
    node.site = site() if wanted else None
    saved = [v if not isinstance(v, Value) else None for v in inputs]
    for i in wanted:
        if i >= 0 and isinstance(inputs[i], Value):
            if inputs[i]._inference and not state.inference:
                raise RuntimeError(
                    "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference "
                    "mode in computation tracked by autograd. To work around this, you can make a clone to get a "
                    "normal tensor and use it in autograd, or use `torch.no_grad()` instead of "
                    "`torch.inference_mode()`."
                )
            saved[i] = Saved(inputs[i], copy=target is not None and inputs[i]._storage is target._storage)
    node.saved = saved


def save_outputs(node: Node, op, values) -> None:
    """Keep the outputs that the needed gradients use, behind the inputs: output 0 is last, so that OUT finds it."""
    wanted = _wanted(node, op, len(node.edges))
    if any(i < 0 for i in wanted):
        n = len(values)
        node.saved = node.saved + [Saved(values[k], True) if -1 - k in wanted else None for k in range(n - 1, -1, -1)]


def slot(node: Node, i):
    """One saved value: a Tensor, a number or None."""
    if node.saved is None:
        raise RuntimeError(_FREED)
    s = node.saved[i]
    if not isinstance(s, Slot):
        return s
    return s.unpack(node, None if i < len(node.edges) else len(node.saved) - 1 - i)


def unpack(node: Node):
    """The saved values as vjp wants them: Tensors, numbers and None, inputs first, outputs from the end."""
    if node.saved is None:
        raise RuntimeError(_FREED)
    return [slot(node, i) for i in range(len(node.saved))]


def release(node: Node) -> None:
    """Free what the node kept; a second backward pass then raises, if it needs any of it."""
    if type(node.op) is str or _wanted(node, node.op, len(node.edges)):
        node.saved = None


if NATIVE:
    release, save_inputs, save_outputs, unpack = ext.release, ext.save_inputs, ext.save_outputs, ext.unpack
