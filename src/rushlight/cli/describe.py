"""A network layer by layer: names, types, output shapes, parameters, work, memory, and how they were initialised; and
what is wrong with it where it can't take its input."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .. import nn
from .._ops.tensors.zeros_full import zeros
from .._tensor.tensor import Tensor
from ..autograd import no_grad
from .settings import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..nn.modules.module import Module


HEAD = ("layer", "type", "output shape", "parameters", "multiply-adds", "memory", "initialised")
_N = 2  # pictures that are sent through: one could not tell a batch from a picture


class Layer:
    """A row: ``name``, ``kind``, ``shape`` of the output for one picture (() for none), ``parameters``, ``work``:
    multiply-adds per picture, ``bytes``: of the output per picture and of the parameters, ``rule``: how its parameters
    were initialised."""

    def __init__(self, name: str, module: Module, args: tuple[Any, ...], output: Any) -> None:
        self.name, self.kind = name, type(module).__name__
        own = list(module.parameters(recurse=False))
        shape = tuple(output.shape) if isinstance(output, Tensor) else ()
        self.batch, self.shape = shape[:1], shape[1:]
        self.parameters = sum(p.numel() for p in own)
        self.work = _work(module, args, output) if shape else 0
        self.bytes = math.prod(self.shape) * output.element_size() if shape else 0
        self.bytes += sum(p.numel() * p.element_size() for p in own)
        self.rule = _rule(module, own)


class _Stuck(Exception):
    """The network could not take its input: the rows so far, the layer that was running (or None) with its inputs, the
    error."""

    def __init__(self, rows, running, error):
        super().__init__(str(error))
        self.rows, self.running, self.error = rows, running, error


def layers(model: Module, input_shape: Sequence[int]) -> Any:
    """The Layers in the order they run; one without parameters may come several times. Raises _Stuck."""
    rows, handles, running = [], [], []

    def enter(name):
        return lambda module, args: running.append((name, module, args))

    def leave(name):
        def hook(module, args, output):
            running.pop()
            rows.append(Layer(name, module, args, output))

        return hook

    for name, module in model.named_modules():
        if not list(module.children()) or list(module.parameters(recurse=False)):
            handles.append(module.register_forward_pre_hook(enter(name)))
            handles.append(module.register_forward_hook(leave(name)))
    modes = [(m, m.training) for m in model.modules()]
    try:
        with no_grad():
            model.eval()(zeros(_N, *input_shape))
    except Exception as error:  # a network may check its input in any way
        raise _Stuck(rows, running[-1] if running else None, error) from error
    finally:
        for m, mode in modes:
            m.training = mode
        for handle in handles:
            handle.remove()
    return rows


def diagnose(model: Module, input_shape: Sequence[int], title: str) -> Any:
    """Raises Refused, with what to write instead, unless the network takes pictures of ``input_shape`` and answers with
    scores."""
    try:
        rows = layers(model, input_shape)
    except _Stuck as stuck:
        shape = "×".join(map(str, input_shape))
        advice = _advice(model, stuck)
        if any(word in advice for word in ("too small", "greater than actual input", "Wrong image")):
            advice += " (it is made for larger pictures: train --size 224, summary --input 3x224x224)"
        raise Refused(f"{title} can't take an input of {shape}: {advice}") from None
    moved = next((k for k, r in enumerate(rows) if r.batch and r.batch[0] != _N), None)
    if moved is not None and rows[moved].kind == "Linear":
        before = next(r for r in reversed(rows[:moved]) if r.shape) if moved else None
        if before is not None:
            n = math.prod(before.shape)
            raise Refused(
                f"{title} mixes up the pictures of a batch before {rows[moved].name}: {before.name} gives "
                f"{_product(before)} = {n:,} "
                f"numbers per picture. Write torch.flatten(x, 1) before it, and nn.Linear({n}, …)"
            )


def _product(row):
    return "×".join(map(str, row.shape))


def _advice(model, stuck):
    """What is wrong, and the number to write instead."""
    text = (str(stuck.error) or type(stuck.error).__name__).splitlines()[0]
    last = next((r for r in reversed(stuck.rows) if r.shape), None)
    if stuck.running is None:  # between two layers: a view or a flatten
        done = {r.name for r in stuck.rows}
        after = next((n for n, m in model.named_modules() if isinstance(m, nn.Linear) and n not in done), None)
        if last is None or after is None:
            return text
        n = math.prod(last.shape)
        layer = model.get_submodule(after)
        return (
            f"after {last.name} a picture has {_product(last)} = {n:,} numbers, but what follows expects others "
            f"({text}). Write x = torch.flatten(x, 1) there, and {after} = nn.Linear({n}, {layer.out_features})"
        )
    name, module, args = stuck.running
    name = name or "it"
    given = tuple(args[0].shape[1:]) if args and isinstance(args[0], Tensor) else ()
    if isinstance(module, nn.Linear) and given and given[-1] != module.in_features:
        lead = f"{name} expects {module.in_features:,} numbers, and gets {given[-1]:,}"
        if args[0].shape[0] != _N and last is not None:  # a view took the pictures of the batch for one another
            n = math.prod(last.shape)
            cure = f"Write torch.flatten(x, 1), {name} = nn.Linear({n}, {module.out_features})"
            return f"{lead}: after {last.name} a picture has {_product(last)} = {n:,}. {cure}"
        if last is not None and len(given) > 1 and tuple(last.shape) == given:
            n = math.prod(given)
            return (
                f"{lead} in its last dimension: write torch.flatten(x, 1) before it, and {name} = nn.Linear({n}, "
                f"{module.out_features})"
            )
        return f"{lead}: write {name} = nn.Linear({given[-1]}, {module.out_features})"
    if isinstance(module, (nn.Conv1d, nn.Conv2d, nn.Conv3d)) and given and given[0] != module.in_channels:
        cure = f"write {name} = nn.{type(module).__name__}({given[0]}, …)"
        return f"{name} expects {module.in_channels} channels, and gets {given[0]}: {cure}"
    where = f" of shape N×{'×'.join(map(str, given))}" if given else ""
    return f"{name} ({type(module).__name__}) fails on its input{where}: {text}"


def _work(module, args, output):
    """Multiply-adds for one picture; 0 for layers without multiplications by weights."""
    n = output.shape[0] or 1
    if isinstance(module, (nn.Linear, nn.Bilinear)):
        return output.numel() // n * module.weight[0].numel()
    kind = type(module).__name__
    if kind.startswith("ConvTranspose") and args:
        return args[0].numel() // n * module.weight[0].numel()
    if kind.startswith("Conv") and hasattr(module, "weight"):
        return output.numel() // n * module.weight[0].numel()
    return 0


def _rule(module, own):
    """How PyTorch initialises this kind of layer, with the numbers that come out."""
    if isinstance(module, nn.Linear) or (type(module).__name__.startswith("Conv") and hasattr(module, "weight")):
        fan_in = module.weight[0].numel()
        bound = 1 / math.sqrt(fan_in) if fan_in else 0.0
        bias = ", bias the same" if module.bias is not None else ""
        return f"weight U(±{bound:.4g}): kaiming_uniform(a=√5), fan_in {fan_in}{bias}"
    if not own:
        return ""
    kind = type(module).__name__
    if "Norm" in kind:
        return "weight 1, bias 0" + ("; running mean 0, variance 1" if "Batch" in kind else "")
    if kind.startswith("Embedding"):
        return "weight N(0, 1)"
    return "as the layer's reset_parameters says"


def _size(n):
    for unit in ("B", "KiB", "MiB"):
        if n < 1024:
            return f"{n:.0f} {unit}" if n >= 10 or unit == "B" else f"{n:.1f} {unit}"
        n /= 1024
    return f"{n:.1f} GiB"


def cells(row: Layer) -> tuple[str, ...]:
    """A Layer as the texts of a table's row."""
    return (
        row.name or "(itself)",
        row.kind,
        "×".join(map(str, ("N", *row.shape))) if row.batch else "several",
        f"{row.parameters:,}" if row.parameters else "",
        f"{row.work:,}" if row.work else "",
        _size(row.bytes),
        row.rule,
    )


def describe(model: Module, input_shape: Sequence[int]) -> str:
    """The table as text, with the totals below it."""
    found = layers(model, input_shape)
    rows = [HEAD, *map(cells, found)]
    widths = [max(len(r[i]) for r in rows) for i in range(len(HEAD))]
    lines = []
    for r in rows:
        line = [c.rjust(w) if i in (3, 4, 5) else c.ljust(w) for i, (c, w) in enumerate(zip(r, widths, strict=True))]
        lines.append("  ".join(line).rstrip())
    lines.insert(1, "  ".join("─" * w for w in widths))
    total = sum(p.numel() for p in model.parameters())
    trained = sum(p.numel() for p in model.parameters() if p.requires_grad)
    weights = sum(p.numel() * p.element_size() for p in model.parameters())
    outputs = sum(r.bytes for r in found) - sum(r.parameters for r in found) * 4
    lines.append(
        f"{sum(r.work for r in found):,} multiply-adds per picture; {_size(weights)} of parameters, "
        f"{_size(max(outputs, 0))} of outputs per picture"
    )
    lines.append(f"{total:,} parameters, {trained:,} of them trained")
    return "\n".join(lines)
