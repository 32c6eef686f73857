"""Methods whose module is loaded when one of them is first used."""

import subprocess
import sys

PROGRAM = """
import sys
import rushlight as torch

class Mine(torch.Tensor):
    pass

late = "rushlight._ops.linalg.eig_svd"
assert late not in sys.modules
assert "svd" in dir(torch.Tensor)
x = torch.Tensor([[3.0, 0.0], [0.0, 4.0]])
assert x.svd().S.tolist() == [4.0, 3.0]
assert late in sys.modules
assert torch.Tensor.svd is torch.Tensor.svd and torch.Tensor.svd.__name__ == "svd"
assert type(Mine([1.0, 3.0]).mean()) is Mine  # through a subclass first, which must not keep it for itself
assert "mean" not in vars(Mine)
assert x.var(0).tolist() == [4.5, 8.0]
print("right")
"""


def test_methods_come_when_they_are_used():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=120)
    assert done.stdout == "right\n", done.stderr
