# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.export import Dim as Dim
from rushlight.export import ExportBackwardSignature as ExportBackwardSignature
from rushlight.export import ExportGraphSignature as ExportGraphSignature
from rushlight.export import ExportedProgram as ExportedProgram
from rushlight.export import InputKind as InputKind
from rushlight.export import InputSpec as InputSpec
from rushlight.export import OutputKind as OutputKind
from rushlight.export import OutputSpec as OutputSpec
from rushlight.export import ShapesCollection as ShapesCollection
from rushlight.export import draft_export as draft_export
from rushlight.export import export as export
from rushlight.export import load as load
from rushlight.export import save as save
from rushlight.export import unflatten as unflatten
from . import dims as dims
from . import programs as programs
from . import signature as signature
