# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.masked.reductions import amax as amax
from rushlight.masked.reductions import amin as amin
from rushlight.masked.reductions import argmax as argmax
from rushlight.masked.reductions import argmin as argmin
from rushlight.masked.reductions import logsumexp as logsumexp
from rushlight.masked.reductions import mean as mean
from rushlight.masked.reductions import median as median
from rushlight.masked.reductions import norm as norm
from rushlight.masked.reductions import prod as prod
from rushlight.masked.reductions import std as std
from rushlight.masked.reductions import sum as sum
from rushlight.masked.reductions import var as var
