"""What the inputs and outputs of an exported program are."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

__all__ = ["ExportBackwardSignature", "ExportGraphSignature", "InputKind", "InputSpec", "OutputKind", "OutputSpec"]


class InputKind(enum.Enum):
    """Where an input comes from."""

    USER_INPUT = 1
    PARAMETER = 2
    BUFFER = 3
    CONSTANT_TENSOR = 4


class OutputKind(enum.Enum):
    """Where an output goes."""

    USER_OUTPUT = 1
    LOSS_OUTPUT = 2
    BUFFER_MUTATION = 3


@dataclass
class TensorArgument:
    """A tensor by its name in the graph."""

    name: str


@dataclass
class InputSpec:
    """One input: its kind, name in the graph, and of a parameter or buffer its name in the Module."""

    kind: InputKind
    arg: TensorArgument
    target: str | None = None


@dataclass
class OutputSpec:
    """One output: its kind and name in the graph."""

    kind: OutputKind
    arg: TensorArgument
    target: str | None = None


@dataclass
class ExportBackwardSignature:
    """Gradients among the outputs, of which there are none."""

    gradients_to_parameters: dict[str, str] = field(default_factory=dict)
    gradients_to_user_inputs: dict[str, str] = field(default_factory=dict)
    loss_output: str = ""


@dataclass
class ExportGraphSignature:
    """All inputs and outputs."""

    input_specs: list[InputSpec]
    output_specs: list[OutputSpec]

    def _targets(self, kind: InputKind) -> tuple[str, ...]:
        return tuple(s.target for s in self.input_specs if s.kind is kind and s.target is not None)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters' names in the Module."""
        return self._targets(InputKind.PARAMETER)

    @property
    def buffers(self) -> tuple[str, ...]:
        """The buffers' names in the Module."""
        return self._targets(InputKind.BUFFER)

    @property
    def user_inputs(self) -> tuple[str, ...]:
        """The names of what the caller gives."""
        return tuple(s.arg.name for s in self.input_specs if s.kind is InputKind.USER_INPUT)

    @property
    def user_outputs(self) -> tuple[str, ...]:
        """The names of what the caller gets."""
        return tuple(s.arg.name for s in self.output_specs if s.kind is OutputKind.USER_OUTPUT)
