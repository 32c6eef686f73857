# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.export.signature import ExportBackwardSignature as ExportBackwardSignature
from rushlight.export.signature import ExportGraphSignature as ExportGraphSignature
from rushlight.export.signature import InputKind as InputKind
from rushlight.export.signature import InputSpec as InputSpec
from rushlight.export.signature import OutputKind as OutputKind
from rushlight.export.signature import OutputSpec as OutputSpec
