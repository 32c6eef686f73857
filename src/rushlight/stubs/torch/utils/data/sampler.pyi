# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.utils.data.sampler import BatchSampler as BatchSampler
from rushlight.utils.data.sampler import RandomSampler as RandomSampler
from rushlight.utils.data.sampler import Sampler as Sampler
from rushlight.utils.data.sampler import SequentialSampler as SequentialSampler
from rushlight.utils.data.sampler import SubsetRandomSampler as SubsetRandomSampler
from rushlight.utils.data.sampler import WeightedRandomSampler as WeightedRandomSampler
