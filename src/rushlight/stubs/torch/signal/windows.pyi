# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.signal.windows import bartlett as bartlett
from rushlight.signal.windows import blackman as blackman
from rushlight.signal.windows import cosine as cosine
from rushlight.signal.windows import exponential as exponential
from rushlight.signal.windows import gaussian as gaussian
from rushlight.signal.windows import general_cosine as general_cosine
from rushlight.signal.windows import general_hamming as general_hamming
from rushlight.signal.windows import hamming as hamming
from rushlight.signal.windows import hann as hann
from rushlight.signal.windows import kaiser as kaiser
from rushlight.signal.windows import nuttall as nuttall
