# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.export.programs import ExportedProgram as ExportedProgram
from rushlight.export.programs import draft_export as draft_export
from rushlight.export.programs import export as export
from rushlight.export.programs import load as load
from rushlight.export.programs import save as save
from rushlight.export.programs import unflatten as unflatten
