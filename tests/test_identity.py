"""Under ``python -m rushlight`` everything says PyTorch's names: beside the list in golden/identity.json.xz, which is
PyTorch's own."""

from __future__ import annotations

import copy
import importlib
import json
import lzma
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import rushlight as torch
from rushlight._face.names import NAMES

TESTS = Path(__file__).resolve().parent
GOLDEN = TESTS / "golden" / "identity.json.xz"
# Names that differ, and why.
MEANT = {
    "torch:sym_sqrt": "a private name there",
    "torch:symeig": "a private name there",
    "torch:while_loop": "one of PyTorch's private modules there",
    "torch:ScriptModule": "another class than jit's there",
    "torch:ScriptFunction": "its qualified name has its module's before it there",
    "torch.jit:ScriptFunction": "its qualified name has its module's before it there",
    "torch.autograd.profiler:kineto_available": "its qualified name is a binding library's there",
    "torch.profiler:kineto_available": "its qualified name is a binding library's there",
    "torch.nn.functional:logsigmoid": "log_sigmoid there, under which it is not found",
    "torch.nn.functional:threshold": "a private name there",
    "torch.nn.utils:clip_grads_with_norm_": "a private name there",
    "torch.nn.utils:get_total_norm": "a private name there",
    "torch.nn.attention:SDPBackend": "an enumeration of the compiled module there",
    "torch.utils.dlpack:to_dlpack": "a private name there",
    "torch.autograd:Variable": "Tensor itself here",
    "torch.random:Generator": "the annotation of collections.abc there",
    "torch.overrides:has_torch_function": "a private name there",
    "torch.overrides:has_torch_function_unary": "a private name there",
    "torch.overrides:has_torch_function_variadic": "a private name there",
}


def run(source, *args):
    """What a program prints under ``python -m rushlight``."""
    command = [sys.executable, "-m", "rushlight", source, *args]
    done = subprocess.run(command, capture_output=True, text=True, cwd=TESTS)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_names_are_pytorchs(tmp_path):
    run(TESTS / "support" / "identity.py", str(tmp_path / "ours.xz"))
    theirs = json.loads(lzma.decompress(GOLDEN.read_bytes()))
    ours = json.loads(lzma.decompress((tmp_path / "ours.xz").read_bytes()))
    assert len(ours.keys() & theirs.keys()) > 1600
    differ = {
        name: (said, theirs[name])
        for name, said in ours.items()
        if name in theirs and said != theirs[name] and "<locals>" not in theirs[name][2]
    }
    assert {n: d for n, d in differ.items() if n not in MEANT} == {}


def test_functorch_is_a_package_of_its_own(tmp_path):
    program = tmp_path / "program.py"
    program.write_text("import functorch\nprint(functorch.__name__, functorch.make_functional.__module__)\n")
    assert run(program).split() == ["functorch", "functorch"]


def test_the_golden_list_is_pytorchs():
    pytest.importorskip("torch", reason="PyTorch is not installed")
    source = "import json, sys; from support.identity import collect; json.dump(collect(), sys.stdout)"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, cwd=TESTS, check=True)
    assert json.loads(done.stdout) == json.loads(lzma.decompress(GOLDEN.read_bytes()))


SAID = """
import sys, torch, torchvision, torch.nn as nn, torch.nn.functional as F
from torch.distributions.normal import Normal
from torch.functional import einsum
x = torch.ones(2, requires_grad=True)
print(torch.__name__, nn.__name__, torchvision.__name__, torch.optim.lr_scheduler.__name__)
print(type(x), type(nn.Linear(1, 1)), type(x.dtype), type(torch.Generator()), type(x.shape))
print(Normal, torchvision.ops.MLP)
print(type((x * 2).grad_fn), type((x * 2).grad_fn.next_functions[0][0]), type(torch.FloatTensor), type(torch.relu))
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        print(type(ctx))
        return x ** 3
    @staticmethod
    def backward(ctx, g):
        return g
print(type(Cube.apply(x).grad_fn))
print(F.conv2d is torch.conv2d, einsum is torch.einsum, Normal is torch.distributions.Normal)
C = torch._C
print(C._nn.gelu is F.gelu, C._VariableFunctions.relu is torch.relu, isinstance(x, C.TensorBase))
for module in (torch, nn, F, torch.optim, torch.utils.data, torch.distributions, torchvision.transforms):
    private = [n for n in dir(module) if n[:1] == "_" and n[:2] != "__"]
    assert not private and "annotations" not in dir(module) and "MissingName" not in dir(module), (module, private)
try:
    torch.linalg.inv(torch.zeros(2, 2))
except Exception as error:
    print(type(error))
"""
EXPECTED = """torch torch.nn torchvision torch.optim.lr_scheduler
<class 'torch.Tensor'> <class 'torch.nn.modules.linear.Linear'> <class 'torch.dtype'> <class 'torch._C.Generator'> \
<class 'torch.Size'>
<class 'torch.distributions.normal.Normal'> <class 'torchvision.ops.misc.MLP'>
<class 'MulBackward0'> <class 'AccumulateGrad'> <class 'torch.tensortype'> <class 'function'>
<class 'torch.autograd.function.CubeBackward'>
<class 'torch.autograd.function.CubeBackward'>
True True True
True True True
<class 'torch._C._LinAlgError'>
"""


def test_what_programs_print(tmp_path):
    (tmp_path / "program.py").write_text(SAID)
    assert run(tmp_path / "program.py") == EXPECTED


def test_help_shows_no_machinery(tmp_path):
    (tmp_path / "program.py").write_text("import torch; help(torch.ones); help(torch.relu); help(torch.Tensor.add_)")
    shown = run(tmp_path / "program.py")
    assert "in module torch" in shown and "tensor of ones" in shown
    assert "rushlight" not in shown and "Overridable" not in shown and "BoundOp" not in shown


PICKLES = """
import pickle, sys, torch
net = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU())
things = [
    net, torch.ones(2), torch.float32, torch.relu, torch.nn.functional.gelu, torch.linalg.norm, torch.Tensor.add_,
    torch.Tensor.split, torch.special.erf, torch.distributions.Normal, torch.Size([1]), torch.Generator, torch.strided,
    torch.device("cpu"), torch.optim.SGD(net.parameters(), lr=0.1), torch.split, torch.finfo, torch.save,
    torch.ones(2).untyped_storage(), torch.FloatStorage(2), torch.max(torch.ones(2, 2), 0),
    torch.ones(1, device="meta"), torch.Generator(),
]
if sys.argv[1] == "write":
    text = pickle.dumps(things)
    assert b"rushlight" not in text, text[max(0, text.index(b"rushlight") - 80):][:200]
    open(sys.argv[2], "wb").write(text)
else:
    read = pickle.load(open(sys.argv[2], "rb"))
    assert [type(r) for r in read] == [type(t) for t in things]
    assert all(r is t for r, t in zip(read, things) if callable(t) and not isinstance(t, torch.nn.Module))
    print("fine")
"""


def test_pickles_load_there(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(PICKLES)
    run(program, "write", str(tmp_path / "pickle"))
    assert run(program, "read", str(tmp_path / "pickle")) == "fine\n"
    with_own_name = pickle.dumps(
        [torch.relu, torch.ones(2), torch.nn.Linear(1, 1), torch.distributions.Normal, torch.int8]
    )
    assert b"torch" not in with_own_name.replace(b"rushlight", b"")
    (tmp_path / "own").write_bytes(with_own_name)
    program.write_text("import pickle, sys, torch; print(pickle.load(open(sys.argv[1], 'rb'))[0] is torch.relu)")
    assert run(program, str(tmp_path / "own")) == "True\n"


def _functions():
    for home, modules in NAMES.items():
        path = {"torch": "rushlight", "functional": "rushlight.nn.functional"}.get(home, f"rushlight.{home}")
        holder = torch.Tensor if home == "Tensor" else importlib.import_module(path)
        for name in " ".join(modules.values()).split():
            f = getattr(holder, name)
            if callable(f):
                yield f


def test_all_functions_can_be_copied_and_pickled():
    n = 0
    for f in _functions():
        n += 1
        assert copy.copy(f) is f and copy.deepcopy(f) is f
        assert all(pickle.loads(pickle.dumps(f, protocol)) is f for protocol in (0, 2, 4))
    assert n > 1300


class Holder(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.act, self.other = torch.tanh, torch.Tensor.add

    def forward(self, x):
        return self.other(self.act(x), 1)


def test_modules_that_hold_functions_are_copied_and_pickled():
    x = torch.tensor([0.0, 1.0])
    for made in (copy.deepcopy(Holder()), pickle.loads(pickle.dumps(Holder()))):
        assert made.act is torch.tanh and made(x).tolist() == Holder()(x).tolist()


def test_the_compiled_module_has_functions_of_other_homes():
    compiled = importlib.import_module("rushlight._C")._nn
    x = torch.arange(16.0).reshape(1, 1, 4, 4)
    columns = compiled.im2col(x, [2, 2], [1, 1], [0, 0], [2, 2])
    assert compiled.col2im(columns, [4, 4], [2, 2], [1, 1], [0, 0], [2, 2]).equal(x)
    assert compiled.silu(x).equal(torch.nn.functional.silu(x)) and "silu" in dir(compiled)
    assert compiled._parse_to(dtype=torch.float64) == (None, torch.float64, False, None)
    assert compiled.pad_sequence([x[0, 0, 0], x[0, 0, 0, :2]], True).shape == (2, 4)
    assert torch.nn.functional.silu.__module__ == "rushlight.nn.functional"
    with pytest.raises(AttributeError, match="no attribute 'gelu_'"):
        _ = compiled.gelu_
