# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.modules.sparse import Embedding as Embedding
from rushlight.nn.modules.sparse import EmbeddingBag as EmbeddingBag
