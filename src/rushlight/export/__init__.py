"""``torch.export``: a Module as a graph of operations, as far as ``torch.fx`` can follow it."""

from __future__ import annotations

from .dims import Dim, ShapesCollection
from .programs import ExportedProgram, draft_export, export, load, save, unflatten
from .signature import ExportBackwardSignature, ExportGraphSignature, InputKind, InputSpec, OutputKind, OutputSpec

__all__ = [
    "Dim",
    "ExportBackwardSignature",
    "ExportGraphSignature",
    "ExportedProgram",
    "InputKind",
    "InputSpec",
    "OutputKind",
    "OutputSpec",
    "ShapesCollection",
    "draft_export",
    "export",
    "load",
    "save",
    "unflatten",
]
