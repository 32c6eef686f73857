"""A network layer by layer: names, types, output shapes, parameters, and how they were initialised."""

from __future__ import annotations

import math

from .. import nn
from ..autograd import no_grad
from ..creation import zeros

__all__ = ["describe", "layers"]

HEAD = ("layer", "type", "output shape", "parameters", "initialised")


def layers(model, input_shape):
    """Rows (name, type, output shape, number of parameters, initialisation rule) of the layers in the order they run;
    layers without parameters may come several times."""
    rows, handles = [], []

    def note(name):
        def hook(module, args, output):
            count = sum(p.numel() for p in module.parameters(recurse=False))
            rows.append((name, type(module).__name__, tuple(output.shape), count, _rule(module)))

        return hook

    for name, module in model.named_modules():
        if name and not list(module.children()):
            handles.append(module.register_forward_hook(note(name)))
    mode = model.training
    try:
        with no_grad():
            model.eval()(zeros(1, *input_shape))
    finally:
        model.train(mode)
        for handle in handles:
            handle.remove()
    return rows


def _rule(module):
    """How PyTorch initialises this kind of layer, with the numbers that come out."""
    if isinstance(module, (nn.Linear, nn.Conv2d)):
        fan_in = module.weight[0].numel()
        bound = 1 / math.sqrt(fan_in)
        bias = ", bias the same" if module.bias is not None else ""
        return f"weight U(±{bound:.4g}): kaiming_uniform(a=√5), fan_in {fan_in}{bias}"
    if isinstance(module, nn.BatchNorm2d) and module.affine:
        return "weight 1, bias 0; running mean 0, variance 1"
    return "" if not list(module.parameters(recurse=False)) else "as the layer's reset_parameters says"


def describe(model, input_shape):
    """The table as text, with the total below it."""
    rows = [HEAD]
    for name, kind, shape, count, rule in layers(model, input_shape):
        rows.append((name, kind, "×".join(map(str, ("N", *shape[1:]))), f"{count:,}" if count else "", rule))
    widths = [max(len(r[i]) for r in rows) for i in range(len(HEAD))]
    lines = []
    for r in rows:
        cells = [c.rjust(w) if i == 3 else c.ljust(w) for i, (c, w) in enumerate(zip(r, widths, strict=True))]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("─" * w for w in widths))
    total = sum(p.numel() for p in model.parameters())
    trained = sum(p.numel() for p in model.parameters() if p.requires_grad)
    lines.append(f"{total:,} parameters, {trained:,} of them trained")
    return "\n".join(lines)
