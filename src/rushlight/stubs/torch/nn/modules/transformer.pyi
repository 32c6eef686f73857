# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.modules.transformer import Transformer as Transformer
from rushlight.nn.modules.transformer import TransformerDecoder as TransformerDecoder
from rushlight.nn.modules.transformer import TransformerDecoderLayer as TransformerDecoderLayer
from rushlight.nn.modules.transformer import TransformerEncoder as TransformerEncoder
from rushlight.nn.modules.transformer import TransformerEncoderLayer as TransformerEncoderLayer
