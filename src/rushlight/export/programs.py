"""Exported programs: a Module's graph with its weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import fx
from ..nn.modules.module import Module
from .signature import ExportGraphSignature, InputKind, InputSpec, OutputKind, OutputSpec, TensorArgument

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from .._tensor.tensor import Tensor
    from ..nn.parameter import Parameter

__all__ = ["ExportedProgram", "draft_export", "export", "load", "save", "unflatten"]


class ExportedProgram:
    """A Module as a graph: ``graph_module``, ``graph``, ``state_dict``, ``graph_signature``; ``module()`` to call."""

    def __init__(self, graph_module: fx.GraphModule, example_inputs: Any, dynamic_shapes: Any, training: bool) -> None:
        self._graph_module = graph_module
        self._example_inputs = example_inputs
        self._dynamic_shapes = dynamic_shapes
        self._training = training

    @property
    def graph_module(self) -> fx.GraphModule:
        """The graph, with the weights it uses."""
        return self._graph_module

    @property
    def graph(self) -> fx.Graph:
        """The graph."""
        return self._graph_module.graph

    @property
    def example_inputs(self) -> Any:
        """The inputs with which it was exported: (args, kwargs)."""
        return self._example_inputs

    @property
    def state_dict(self) -> dict[str, Any]:
        """The weights by name."""
        return self._graph_module.state_dict()

    @property
    def dialect(self) -> str:
        """Which operations the graph may hold: those that a program calls."""
        return "TRAINING"

    @property
    def range_constraints(self) -> dict[Any, Any]:
        """Bounds of lengths: none, since each call looks at its own."""
        return {}

    @property
    def graph_signature(self) -> ExportGraphSignature:
        """What the inputs and outputs are."""
        module = self._graph_module
        inputs = [
            InputSpec(InputKind.PARAMETER, TensorArgument(_in_graph("p", n)), n) for n, _ in module.named_parameters()
        ]
        inputs += [InputSpec(InputKind.BUFFER, TensorArgument(_in_graph("b", n)), n) for n, _ in module.named_buffers()]
        nodes = list(module.graph.nodes)
        inputs += [InputSpec(InputKind.USER_INPUT, TensorArgument(n.name)) for n in nodes if n.op == "placeholder"]
        results = [a for n in nodes if n.op == "output" for a in n.all_input_nodes]
        return ExportGraphSignature(
            inputs, [OutputSpec(OutputKind.USER_OUTPUT, TensorArgument(n.name)) for n in results]
        )

    def module(self, check_guards: bool = True) -> fx.GraphModule:
        """The program as a Module to be called. Its ``train()`` and ``eval()`` raise NotImplementedError: a graph
        stays what it was when it was exported."""
        import copy

        made = copy.deepcopy(self._graph_module)
        made.train(self._training)

        def refuse(mode: bool = True) -> None:
            raise NotImplementedError("Calling train() or eval() is not supported for exported models: export it again")

        made.__dict__.update(train=refuse, eval=lambda: refuse(False))
        return made

    def parameters(self) -> Iterator[Parameter]:
        """The parameters."""
        return self._graph_module.parameters()

    def named_parameters(self) -> Iterator[tuple[str, Parameter]]:
        """The parameters with their names."""
        return self._graph_module.named_parameters()

    def buffers(self) -> Iterator[Tensor]:
        """The buffers."""
        return self._graph_module.buffers()

    def named_buffers(self) -> Iterator[tuple[str, Tensor]]:
        """The buffers with their names."""
        return self._graph_module.named_buffers()

    def run_decompositions(
        self, decomp_table: Any = None, decompose_custom_triton_ops: bool = False
    ) -> ExportedProgram:
        """The program of smaller operations: itself, as its operations are those that were called. Raises ValueError
        for a table of one's own."""
        if decomp_table:
            raise ValueError("run_decompositions: a graph of the program's own calls can't be taken apart by a table")
        return self

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise RuntimeError(
            "Unable to call ExportedProgram directly. You should use `exported_program.module()` instead."
        )

    def __str__(self) -> str:
        body = self._graph_module.code.strip().replace("\n", "\n    ")
        return f"ExportedProgram:\n    {body}\n\nGraph signature: {self.graph_signature}"


def _in_graph(kind: str, name: str) -> str:
    return f"{kind}_" + name.replace(".", "_")


def export(
    mod: Module,
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any] | None = None,
    *,
    dynamic_shapes: Any = None,
    strict: bool = False,
    preserve_module_call_signature: tuple[str, ...] = (),
    prefer_deferred_runtime_asserts_over_guards: bool = False,
) -> ExportedProgram:
    """A Module's graph, recorded by ``torch.fx``. What the forward pass decides by the numbers or shapes of its inputs
    can't be recorded; the graph takes inputs of any length that its operations take.

    ``args`` (a tuple) and ``kwargs``: example inputs, kept with the program.
    Raises: ValueError for what is no Module; TypeError for arguments that are no tuple; fx's TraceError for what can't
    be recorded.

    >>> import rushlight as torch
    >>> program = export(torch.nn.Linear(2, 3), (torch.zeros(1, 2),))
    >>> program.module()(torch.zeros(5, 2)).shape
    torch.Size([5, 3])
    """
    if not isinstance(mod, Module):
        raise ValueError(f"Expected `mod` to be an instance of `torch.nn.Module`, got {type(mod)}.")
    if not isinstance(args, tuple):
        raise TypeError(f"Expecting `args` to be a tuple of example positional inputs, got {type(args)}")
    graph_module = fx.symbolic_trace(mod)
    graph_module.train(mod.training)
    return ExportedProgram(graph_module, (args, dict(kwargs or {})), dynamic_shapes, mod.training)


def draft_export(mod: Module, args: tuple[Any, ...], kwargs: Mapping[str, Any] | None = None, **options: Any) -> Any:
    """``export``, which reports what stood in its way. Raises as ``export``: nothing is left out of a graph here."""
    return export(mod, args, kwargs, **options)


def unflatten(module: ExportedProgram, flat_args_adapter: Any = None) -> Module:
    """The program as a Module with the submodules that it had."""
    return module.module()


_NO_FILES = (
    "programs are not written to files: a file would hold code. Save ep.state_dict with torch.save, and make the "
    "Module from its class again"
)


def save(ep: ExportedProgram, f: Any, **options: Any) -> None:
    """Write a program to a file. Raises RuntimeError: only data goes into files here."""
    raise RuntimeError(f"torch.export.save: {_NO_FILES}")


def load(f: Any, **options: Any) -> ExportedProgram:
    """Read a program from a file. Raises RuntimeError: only data comes out of files here."""
    raise RuntimeError(f"torch.export.load: {_NO_FILES}")
