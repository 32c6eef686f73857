# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.jit.files import FORMAT as FORMAT
from rushlight.jit.files import Program as Program
from rushlight.jit.files import annotations as annotations
from rushlight.jit.files import io as io
from rushlight.jit.files import os as os
from rushlight.jit.files import read as read
from rushlight.jit.files import serialization as serialization
from rushlight.jit.files import write as write
from rushlight.jit.files import zipfile as zipfile
