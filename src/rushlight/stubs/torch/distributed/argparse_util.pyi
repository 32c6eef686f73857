# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.argparse_util import check_env as check_env
from rushlight.distributed.argparse_util import env as env
