"""Layers whose weights lie in pieces on several processes. On one process each has all of its weights, and the plans
change nothing but what they say about inputs and outputs."""

from __future__ import annotations

import fnmatch
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..device_mesh import DeviceMesh
from ._dtensor import DTensor, _mesh
from .placement_types import Placement, Replicate, Shard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ...nn.modules.module import Module

__all__ = [
    "ColwiseParallel",
    "ParallelStyle",
    "PrepareModuleInput",
    "PrepareModuleInputOutput",
    "PrepareModuleOutput",
    "RowwiseParallel",
    "SequenceParallel",
    "loss_parallel",
    "parallelize_module",
]


class ParallelStyle:
    """How a layer lies on the processes of a mesh; subclasses define ``_apply(module, mesh)``."""

    src_data_rank: int | None = 0

    def _apply(self, module: Module, device_mesh: DeviceMesh) -> Module:
        return module


class ColwiseParallel(ParallelStyle):
    """A Linear or Embedding in pieces along its outputs; ``use_local_output=False`` gives DTensors."""

    _outputs: Placement = Shard(-1)

    def __init__(
        self,
        *,
        input_layouts: Placement | None = None,
        output_layouts: Placement | None = None,
        use_local_output: bool = True,
    ) -> None:
        self.input_layouts = (input_layouts or Replicate(),)
        self.output_layouts = (output_layouts or self._outputs,)
        self.use_local_output = use_local_output

    def _apply(self, module: Module, device_mesh: DeviceMesh) -> Module:
        if not self.use_local_output:
            layouts = self.output_layouts
            module.register_forward_hook(lambda m, inputs, out: DTensor.from_local(out, device_mesh, layouts))
        return module


class RowwiseParallel(ColwiseParallel):
    """A Linear or Embedding in pieces along its inputs."""

    _outputs = Replicate()


class SequenceParallel(ParallelStyle):
    """A norm or Dropout whose inputs lie in pieces along ``sequence_dim``."""

    def __init__(self, *, sequence_dim: int = 1, use_local_output: bool = False) -> None:
        self.sequence_sharding = (Shard(sequence_dim),)
        self.use_local_output = use_local_output


class PrepareModuleInput(ParallelStyle):
    """What a Module's inputs are to lie like; on one process they do."""

    def __init__(
        self,
        *,
        input_layouts: Any = None,
        desired_input_layouts: Any = None,
        input_kwarg_layouts: dict[str, Placement] | None = None,
        desired_input_kwarg_layouts: dict[str, Placement] | None = None,
        use_local_output: bool = False,
    ) -> None:
        self.input_layouts, self.desired_input_layouts = input_layouts, desired_input_layouts
        self.input_kwarg_layouts = input_kwarg_layouts or {}
        self.desired_input_kwarg_layouts = desired_input_kwarg_layouts or {}
        self.use_local_output = use_local_output


class PrepareModuleOutput(ParallelStyle):
    """What a Module's outputs are to lie like; on one process they do."""

    def __init__(self, *, output_layouts: Any, desired_output_layouts: Any, use_local_output: bool = True) -> None:
        self.output_layouts, self.desired_output_layouts = output_layouts, desired_output_layouts
        self.use_local_output = use_local_output


class PrepareModuleInputOutput(PrepareModuleInput):
    """``PrepareModuleInput`` and ``PrepareModuleOutput`` in one."""

    def __init__(
        self,
        *,
        output_layouts: Any = None,
        desired_output_layouts: Any = None,
        use_local_output: bool = True,
        **inputs: Any,
    ) -> None:
        super().__init__(**inputs)
        self.output_layouts, self.desired_output_layouts = output_layouts, desired_output_layouts


def parallelize_module(
    module: Module,
    device_mesh: DeviceMesh | None = None,
    parallelize_plan: ParallelStyle | dict[str, ParallelStyle] | None = None,
    *,
    src_data_rank: int | None = 0,
) -> Module:
    """Lay ``module`` out on a mesh: by one style, or a dict of them by the names of its parts (``*`` stands for any).

    Raises TypeError for another plan; warns of names that nothing has.
    """
    mesh = _mesh(device_mesh)
    if parallelize_plan is None:
        warnings.warn("No parallelize_plan is provided and auto-parallel is not supported at the moment.", stacklevel=2)
        return module
    if isinstance(parallelize_plan, ParallelStyle):
        return parallelize_plan._apply(module, mesh)
    if not isinstance(parallelize_plan, dict):
        raise TypeError(
            f"Expect Union[ParallelStyle, Dict[str, ParallelStyle]] for plan, {type(parallelize_plan)} found!"
        )
    for pattern, style in parallelize_plan.items():
        found = [m for name, m in module.named_modules() if _matches(name, pattern)]
        if not found:
            warnings.warn(
                f"Parallelize plan key '{pattern}' could not be resolved: no submodule matching.", stacklevel=2
            )
        for part in found:
            style._apply(part, mesh)
    return module


def _matches(name: str, pattern: str) -> bool:
    names, patterns = name.split("."), pattern.split(".")
    return len(names) == len(patterns) and all(map(fnmatch.fnmatch, names, patterns))


@contextmanager
def loss_parallel() -> Iterator[None]:
    """Context manager: losses of outputs in pieces; on one process as always."""
    yield
