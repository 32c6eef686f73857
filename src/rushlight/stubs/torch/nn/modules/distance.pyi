# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.modules.distance import CosineSimilarity as CosineSimilarity
from rushlight.nn.modules.distance import PairwiseDistance as PairwiseDistance
