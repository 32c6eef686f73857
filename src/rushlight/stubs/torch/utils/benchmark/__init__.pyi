# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.utils.benchmark import Compare as Compare
from rushlight.utils.benchmark import Language as Language
from rushlight.utils.benchmark import Measurement as Measurement
from rushlight.utils.benchmark import TaskSpec as TaskSpec
from rushlight.utils.benchmark import Timer as Timer
from rushlight.utils.benchmark import ordered_unique as ordered_unique
from rushlight.utils.benchmark import select_unit as select_unit
from rushlight.utils.benchmark import trim_sigfig as trim_sigfig
from rushlight.utils.benchmark import unit_to_english as unit_to_english
from . import compare as compare
from . import measurement as measurement
from . import timer as timer
