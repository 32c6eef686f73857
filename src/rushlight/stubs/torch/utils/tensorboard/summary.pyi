# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.utils.tensorboard.summary import audio as audio
from rushlight.utils.tensorboard.summary import histogram as histogram
from rushlight.utils.tensorboard.summary import hparams as hparams
from rushlight.utils.tensorboard.summary import image as image
from rushlight.utils.tensorboard.summary import scalar as scalar
from rushlight.utils.tensorboard.summary import text as text
