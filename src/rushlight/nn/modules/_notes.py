"""What an error inside a layer's forward is told about the layer: its path in the network, the shapes that led there,
and, of usual mistakes, the cure.

The shapes are read from the graph of the youngest tensor at hand, so nothing is gathered while all goes well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._base.errors import module_path
from ..._tensor.tensor import Tensor

if TYPE_CHECKING:
    from typing import Any

    from .module import Module


_STEPS = 12  # of the trail


class _Note(str):
    """A note that outer modules may still complete: the modules from the failing one outwards."""

    __slots__ = ("modules", "text")
    modules: list
    text: str

    def __reduce__(self) -> tuple[Any, ...]:  # to another process only the text goes
        return str, (str(self),)


def explain(error: BaseException, module: Module, args: tuple, kwargs: dict) -> None:
    """Add a note to ``error``, which left ``module.forward(*args, **kwargs)``; the modules around it put its path
    first."""
    notes = getattr(error, "__notes__", None) or []
    at = next((i for i, n in enumerate(notes) if type(n) is _Note), None)
    if at is None:
        modules, text = [module], _describe(module, args, kwargs, _local_values(error))
    else:
        modules, text = [*notes[at].modules, module], notes[at].text
    path = module_path(modules)
    note = _Note(f"in {path}: {text}" if path else f"in {text}")
    note.modules, note.text = modules, text
    if at is None:
        error.add_note(note)
    else:
        notes[at] = note


def _local_values(error):
    """The variables of the forward that raised: the traceback begins in ``__call__``, and then comes forward."""
    step = error.__traceback__ and error.__traceback__.tb_next
    return list(step.tb_frame.f_locals.values()) if step else []


def _describe(module, args, kwargs, variables):
    text = repr(module) if not module._modules else type(module).__name__
    given = [_shape(a) for a in args] + [f"{k}={_shape(v)}" for k, v in kwargs.items()]
    text += f"\n  called with {', '.join(given) or 'nothing'}"
    nodes = [v._node for v in (*args, *kwargs.values(), *variables) if isinstance(v, Tensor) and v._node is not None]
    steps = _trail(max(nodes, key=lambda n: n.seq)) if nodes else []
    if steps:
        text += f"\n  shapes: {' -> '.join(steps)}"
    cure = _cure(module, args)
    return f"{text}\n  {cure}" if cure else text


def _cure(module, args):
    """What the layer says of the usual mistakes with its input: its ``_remedy(input)``."""
    remedy = getattr(module, "_remedy", None)
    return remedy(args[0]) if remedy is not None and args and isinstance(args[0], Tensor) and args[0].ndim else ""


def _shape(value):
    if isinstance(value, Tensor):
        return f"{tuple(value.shape)} {value.dtype}"
    return type(value).__name__


def _trail(node):
    """The ops that made a tensor and the shapes of their results, from the first one on; the longest branch is
    followed."""
    steps: list[Any] = []
    while node is not None and not isinstance(node, Tensor):
        if len(steps) == _STEPS:
            steps.append("...")
            break
        name = node.name().removesuffix("0").removesuffix("Backward")
        specs = getattr(node, "outs", None)
        steps.append(f"{name} {tuple(specs[0].shape)}" if specs else name)
        edge = next((e for e in node.edges if e is not None and not isinstance(e[0], Tensor)), None)
        if edge is None:
            specs = getattr(node, "specs", None)
            if specs and specs[0] is not None:
                steps.append(str(tuple(specs[0].shape)))
            break
        node = edge[0]
    return steps[::-1]
