# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.testing import assert_allclose as assert_allclose
from rushlight.testing import assert_close as assert_close
from rushlight.testing import check_op as check_op
from rushlight.testing import make_tensor as make_tensor
