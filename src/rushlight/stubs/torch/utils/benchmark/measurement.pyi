# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.utils.benchmark.measurement import Measurement as Measurement
from rushlight.utils.benchmark.measurement import TaskSpec as TaskSpec
from rushlight.utils.benchmark.measurement import ordered_unique as ordered_unique
from rushlight.utils.benchmark.measurement import select_unit as select_unit
from rushlight.utils.benchmark.measurement import trim_sigfig as trim_sigfig
from rushlight.utils.benchmark.measurement import unit_to_english as unit_to_english
