# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.optim.swa_utils import AveragedModel as AveragedModel
from rushlight.optim.swa_utils import SWALR as SWALR
from rushlight.optim.swa_utils import get_ema_avg_fn as get_ema_avg_fn
from rushlight.optim.swa_utils import get_ema_multi_avg_fn as get_ema_multi_avg_fn
from rushlight.optim.swa_utils import get_swa_avg_fn as get_swa_avg_fn
from rushlight.optim.swa_utils import get_swa_multi_avg_fn as get_swa_multi_avg_fn
from rushlight.optim.swa_utils import update_bn as update_bn
