"""Programs written for PyTorch run under ``python -m rushlight``."""

from __future__ import annotations

import subprocess
import sys

import pytest


def run(tmp_path, source, *args, name="program.py", module=False, code=0):
    """What a program prints, run as a script or as a module; its errors if it must fail with exit code ``code``."""
    (tmp_path / name).write_text(source)
    target = ["-m", name.removesuffix(".py")] if module else [tmp_path / name]
    done = subprocess.run(
        [sys.executable, "-m", "rushlight", *target, *args], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == code, done.stderr
    return done.stderr if code else done.stdout


MODULES = """
import sys
import torch, torch.nn as nn, torch.nn.functional as F, torch.nn.init, torch.utils.data
from torch.optim.lr_scheduler import StepLR
from torchvision import transforms
import torchvision.datasets
import rushlight
assert torch is rushlight and sys.modules["torch.nn"] is rushlight.nn
assert nn.__spec__.name == "rushlight.nn" and nn.__name__ == "torch.nn"
assert torch.utils.data.DataLoader is rushlight.utils.data.DataLoader and F is torch.nn.functional
assert torch.__version__.startswith("2.13") and repr(torch.float32) == "torch.float32"
import importlib, importlib.metadata, pickle
assert importlib.metadata.version("torch") == torch.__version__ and importlib.metadata.version("numpy")
assert importlib.reload(sys.modules["torch.nn.init"]) is sys.modules["torch.nn.init"]
assert pickle.loads(pickle.dumps(nn.Linear(2, 3).eval())).training is False
assert not hasattr(torch, "no_such_name")
for name in ("torch.no_such", "torch.nn.no_such", "torchvision.no_such"):
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        assert error.name == name and "rushlight" in str(error), error
    else:
        raise AssertionError(name)
try:
    torch.nn.Liner
except AttributeError as error:
    assert "Linear" in str(error)
print("fine")
"""


def test_names_are_rushlight(tmp_path):
    assert run(tmp_path, MODULES) == "fine\n"


MAIN = """
import os, sys, __main__
print(__name__, __main__.__file__ == __file__, sys.argv[1:], sys.path[0] == os.path.dirname(__file__))
x = 1
"""


@pytest.mark.parametrize("module", [False, True])
def test_programs_are_main(tmp_path, module):
    out = run(tmp_path, MAIN + "\nassert __main__.x == 1", "a", "--b", module=module)
    assert out.startswith("__main__ True ['a', '--b']")


def test_exit_codes_and_tracebacks(tmp_path):
    assert run(tmp_path, "import sys; sys.exit(7)", code=7) == ""
    errors = run(tmp_path, "def f():\n    raise ValueError('boom')\nf()\n", code=1)
    assert errors.splitlines()[-1] == "ValueError: boom" and "_hook" not in errors and 'program.py", line 3' in errors
    errors = run(tmp_path, "def f(:\n", code=1)
    assert "SyntaxError" in errors and "_hook" not in errors
    missing = subprocess.run([sys.executable, "-m", "rushlight", "no_such.py"], capture_output=True, text=True)
    assert missing.returncode == 2 and "can't open file" in missing.stderr


CHILDREN = """
import multiprocessing, torch
def work(queue):
    import torch as again
    queue.put((again.__name__, torch.ones(2).tolist()))
if __name__ == "__main__":
    for method in ("fork", "spawn", "forkserver"):
        context = multiprocessing.get_context(method)
        queue = context.SimpleQueue()
        child = context.Process(target=work, args=(queue,))
        child.start()
        print(method, *queue.get())
        child.join()
"""


def test_children_have_the_hook(tmp_path):
    out = run(tmp_path, CHILDREN).splitlines()
    assert out == [f"{method} torch [1.0, 1.0]" for method in ("fork", "spawn", "forkserver")]


LOADER = """
import torch
from torch.utils.data import DataLoader, Dataset
class Numbers(Dataset):
    def __len__(self): return 8
    def __getitem__(self, i): return torch.tensor([i, i * i])
if __name__ == "__main__":
    for context in ("fork", "spawn"):
        print(torch.cat(list(DataLoader(Numbers(), 4, num_workers=2, multiprocessing_context=context))).sum().item())
"""


def test_data_loader_workers(tmp_path):
    assert run(tmp_path, LOADER).split() == ["168", "168"]


def test_after_pytorch_it_is_refused(tmp_path):
    source = "import sys; sys.modules['torch'] = sys\nfrom rushlight._hook import install\ninstall()"
    (tmp_path / "late.py").write_text(source)
    done = subprocess.run([sys.executable, tmp_path / "late.py"], capture_output=True, text=True)
    assert done.returncode == 1 and "torch is already imported in this process" in done.stderr


def test_annotations_are_what_the_program_says(tmp_path):
    source = "import torch\ndef f(x: torch.Tensor, n: int): pass\nprint(*f.__annotations__.values())"
    assert run(tmp_path, source) == "<class 'torch.Tensor'> <class 'int'>\n"


COMPANIONS = """
import importlib.metadata
import torch, torchvision
from torchvision.transforms import *
from torchvision.transforms import ColorJitter, GaussianBlur, RandomAffine, RandomErasing, RandomRotation
assert importlib.metadata.version("torchvision") == torchvision.__version__ == "0.28.0"
parsed = torch._C._nn._parse_to("cpu", torch.float64, non_blocking=True)
assert parsed == (torch.device("cpu"), torch.float64, True, None), parsed
assert torch._C._nn._parse_to(torch.float16)[:2] == (None, torch.float16)
"""


def test_what_packages_ask_of_torch_and_torchvision(tmp_path):
    run(tmp_path, COMPANIONS)
