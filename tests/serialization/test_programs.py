"""``load(weights_only=False)``: whole modules and other objects of PyTorch's classes and of ``__main__``'s, both ways
beside PyTorch; and everything else is refused."""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
from functools import partial

import numpy as np
import pytest

import rushlight as torch
from rushlight import nn, serialization

LAYERS = """
Linear(3, 4) | Sequential(Linear(3, 4), ReLU(), Dropout(0.3)) | Conv2d(1, 2, 3, padding='same') | BatchNorm2d(3)
| Conv1d(1, 2, 3, padding=1, padding_mode='circular') | LayerNorm(3) | GroupNorm(1, 3)
| LSTM(3, 4, 2, bidirectional=True)
| GRU(3, 4) | RNN(3, 4) | Embedding(5, 3, padding_idx=0) | MultiheadAttention(4, 2) | TransformerEncoderLayer(4, 2, 8)
| TransformerDecoderLayer(4, 2, 8, activation='gelu') | Transformer(4, 2, 1, 1, 8) | ModuleList([Linear(1, 1)])
| ModuleDict({'a': Linear(1, 1)}) | GELU() | PReLU() | MaxPool2d(2) | Upsample(scale_factor=2) | Unflatten(1, (2, 2))
| ConvTranspose2d(1, 2, 3) | EmbeddingBag(4, 3) | LSTMCell(2, 3) | PixelShuffle(2) | TripletMarginWithDistanceLoss()
| utils.weight_norm(Linear(2, 2)) | Softmax(1) | LazyLinear(3)
"""
THINGS = """
optim.SGD([nn.Parameter(torch.ones(2))], lr=0.1, momentum=0.9) | optim.AdamW([nn.Parameter(torch.ones(2))])
| optim.lr_scheduler.StepLR(optim.SGD([nn.Parameter(torch.ones(2))], lr=0.1), 3)
| torch.distributions.Normal(torch.zeros(2), torch.ones(2)) | torch.utils.data.TensorDataset(torch.ones(3, 2))
| nn.utils.rnn.pack_sequence([torch.ones(3), torch.ones(2)]) | torch.strided | torch.max(torch.ones(2, 2), 0)
| torch.amp.GradScaler('cpu') | nn.ParameterList([nn.Parameter(torch.ones(2))]) | nn.UninitializedParameter()
| partial(nn.LayerNorm, eps=1e-6)
"""
FUNCTIONS = "torch.relu torch.tanh nn.functional.gelu torch.Tensor.add torch.linalg.norm torch.special.erf torch.split"


def _layers():
    return [line.strip() for line in " ".join(LAYERS.split()).split("|")]


def _things():
    return [line.strip() for line in " ".join(THINGS.split()).split("|")]


def _made(text, module, within=None):
    scope = {"torch": module, "nn": module.nn, "optim": module.optim, "partial": partial}
    return eval(text, {**scope, **(vars(within) if within else {})})


def _through(obj, save, load):
    buffer = io.BytesIO()
    save(obj, buffer)
    buffer.seek(0)
    return load(buffer, weights_only=False)


def _said(thing):
    """What tells two objects apart, whichever library made them."""
    if hasattr(thing, "state_dict"):
        states = thing.state_dict()
        shapes = {k: None if "Uninit" in type(v).__name__ else str(getattr(v, "shape", v)) for k, v in states.items()}
        return type(thing).__name__, shapes, repr(thing) if hasattr(thing, "parameters") else ""
    return type(thing).__name__, "" if " object at " in repr(thing) else repr(thing).replace("rushlight", "torch")


@pytest.mark.filterwarnings("ignore:.*(deprecated in favor|Lazy modules)")
@pytest.mark.parametrize("text", _layers())
def test_layers_here_and_there(text):
    ours = _made(text, torch, nn)
    back = _through(ours, torch.save, torch.load)
    assert _said(back) == _said(ours) and type(back) is type(ours)
    theirs = pytest.importorskip("torch")
    assert _said(_through(_made(text, theirs, theirs.nn), theirs.save, torch.load)) == _said(ours)
    assert _said(_through(ours, torch.save, theirs.load)) == _said(_made(text, theirs, theirs.nn))


@pytest.mark.parametrize("text", _things())
def test_other_objects_here_and_there(text):
    ours = _made(text, torch)
    assert _said(_through(ours, torch.save, torch.load)) == _said(ours)
    theirs = pytest.importorskip("torch")
    assert _said(_through(_made(text, theirs), theirs.save, torch.load)) == _said(ours)
    assert _said(_through(ours, torch.save, theirs.load)) == _said(_made(text, theirs))


@pytest.mark.parametrize("text", FUNCTIONS.split())
def test_functions_here_and_there(text):
    ours = _made(text, torch)
    assert _through([ours], torch.save, torch.load) == [ours]
    with pytest.raises(pickle.UnpicklingError, match="Weights only load failed"):
        _through(ours, torch.save, lambda f, weights_only: torch.load(f))
    theirs = pytest.importorskip("torch")
    assert _through(_made(text, theirs), theirs.save, torch.load) is ours
    assert _through(ours, torch.save, theirs.load) in (_made(text, theirs), getattr(theirs, text.split(".")[-1], None))


def test_a_loaded_module_computes_what_it_did():
    torch.manual_seed(0)
    net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 36, 3))
    x = torch.randn(2, 1, 8, 8)
    net(x)
    net.eval()
    back = _through(net, torch.save, torch.load)
    assert torch.equal(back(x), net(x)) and not back.training
    theirs = pytest.importorskip("torch")
    there = _through(net, torch.save, theirs.load)
    np.testing.assert_allclose(there(theirs.tensor(x.numpy())).detach().numpy(), net(x).detach().numpy(), atol=1e-5)


def test_generators():
    g = torch.Generator().manual_seed(5)
    torch.rand(3, generator=g)
    back = _through(g, torch.save, torch.load)
    assert back.initial_seed() == 5
    assert torch.rand(4, generator=back).tolist() == torch.rand(4, generator=g).tolist()
    theirs = pytest.importorskip("torch")
    g = theirs.Generator().manual_seed(7)
    theirs.rand(3, generator=g)
    back = _through(g, theirs.save, torch.load)
    assert torch.rand(4, generator=back).tolist() == theirs.rand(4, generator=g).tolist()
    there = _through(back, torch.save, theirs.load)
    assert torch.rand(4, generator=back).tolist() == theirs.rand(4, generator=there).tolist()


MAIN = """
import sys, torch, torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner, self.act = nn.Linear(2, 2), torch.tanh
        self.register_forward_hook(double)
    def forward(self, x):
        return self.act(self.inner(x))
class Config:
    __slots__ = ("size",)
def double(module, args, out):
    return out * 2
if sys.argv[1] == "write":
    config = Config()
    config.size = 3
    torch.save({"net": Net(), "config": config}, sys.argv[2])
else:
    found = torch.load(sys.argv[2], weights_only=False)
    x = torch.ones(1, 2)
    net = found["net"]
    assert type(net) is Net and found["config"].size == 3
    assert torch.allclose(net(x), torch.tanh(net.inner(x)) * 2)
    try:
        torch.load(sys.argv[2])
    except Exception as error:
        print(type(error).__name__, "add_safe_globals" in str(error))
"""


def test_classes_of_the_program_itself(tmp_path):
    (tmp_path / "program.py").write_text(MAIN)
    run = partial(subprocess.run, capture_output=True, text=True, cwd=tmp_path)
    command = [sys.executable, "-m", "rushlight", "program.py"]
    assert run([*command, "write", "file.pt"]).returncode == 0
    done = run([*command, "read", "file.pt"])
    assert done.stdout == "UnpicklingError True\n", done.stderr
    (tmp_path / "other.py").write_text("import sys, torch; torch.load(sys.argv[1], weights_only=False)")
    done = run([sys.executable, "-m", "rushlight", "other.py", "file.pt"])
    assert done.returncode == 1 and "AttributeError: Can't get attribute 'Net' on <module '__main__'" in done.stderr
    env = {**os.environ, "TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD": "1"}
    (tmp_path / "program.py").write_text(MAIN.replace(", weights_only=False", ""))
    done = run([*command, "read", "file.pt"], env=env)
    assert "forcing weights_only=False" in done.stderr and done.returncode == 0
    pytest.importorskip("torch")
    assert run([sys.executable, "program.py", "write", "theirs.pt"]).returncode == 0
    (tmp_path / "program.py").write_text(MAIN)
    assert run([*command, "read", "theirs.pt"]).stdout == "UnpicklingError True\n"


class Stranger:
    pass


def _pickle_of(reduced):
    class Evil:
        def __reduce__(self):
            return reduced

    return Evil()


EVIL = [
    (os.system, ("true",)),
    (eval, ("1",)),
    (torch.hub.load, ("a", "b")),
    (torch.save, (1, "x")),
    (torch.load, ("x",)),
    (torch.relu, (1,)),
    (nn.Linear, (1, 1)),
    (getattr, (nn.Linear, "__init__")),
    (getattr, (torch.Tensor, "__class__")),
    (partial, (os.system,)),
    (partial, (torch.load,)),
    (subprocess.Popen, ("true",)),
    (type, ("A", (), {})),
]


@pytest.mark.parametrize(
    "reduced", EVIL, ids=lambda r: "-".join([r[0].__name__, *(getattr(a, "__name__", str(a)) for a in r[1])])
)
def test_nothing_else_is_called(reduced):
    with pytest.raises(pickle.UnpicklingError, match="rushlight reads checkpoints as data"):
        _through(_pickle_of(reduced), torch.save, torch.load)


def test_strangers_are_refused_in_words():
    with pytest.raises(pickle.UnpicklingError, match=r"Stranger .*\n\n.*add_safe_globals\(\[TheClass\]\)"):
        _through(Stranger(), torch.save, torch.load)
    with serialization.safe_globals([Stranger]):
        assert type(_through(Stranger(), torch.save, torch.load)) is Stranger


def test_several_old_files_in_one_stream():
    buffer = io.BytesIO()
    things = [torch.arange(3), {"a": torch.ones(2)}, nn.Linear(1, 1).state_dict()]
    for thing in things:
        torch.save(thing, buffer, _use_new_zipfile_serialization=False)
    buffer.seek(0)
    first, second, third = (torch.load(buffer) for _ in things)
    assert first.tolist() == [0, 1, 2] and second["a"].tolist() == [1, 1] and set(third) == {"weight", "bias"}
    with pytest.raises(EOFError):
        torch.load(buffer)


def test_unsafe_globals():
    buffer = io.BytesIO()
    torch.save([nn.ReLU(), nn.Linear(1, 1), torch.ones(1), np.float32(1)], buffer)
    names = serialization.get_unsafe_globals_in_checkpoint(buffer if not buffer.seek(0) else None)
    assert names == [
        "numpy._core.multiarray.scalar",
        "numpy.dtype",
        "torch.nn.modules.activation.ReLU",
        "torch.nn.modules.linear.Linear",
    ]
    with pytest.raises(ValueError, match="Expected input to be a checkpoint"):
        serialization.get_unsafe_globals_in_checkpoint(io.BytesIO(b"no zip"))
    theirs = pytest.importorskip("torch.serialization")
    buffer.seek(0)
    assert sorted(theirs.get_unsafe_globals_in_checkpoint(buffer)) == names


def test_settings(tmp_path):
    theirs = pytest.importorskip("torch.serialization")
    missing = {n for n in theirs.__all__ if not hasattr(serialization, n)}
    assert missing == set()
    for name in ("DEFAULT_PROTOCOL", "LONG_SIZE", "INT_SIZE", "SHORT_SIZE", "MAGIC_NUMBER", "PROTOCOL_VERSION"):
        assert getattr(serialization, name) == getattr(theirs, name)


def test_options_take_effect(tmp_path):
    path = tmp_path / "a.pt"
    torch.save(torch.ones(64), path)
    with serialization.set_default_mmap_options(serialization.MAP_SHARED):
        torch.load(path, mmap=True).zero_()
    assert torch.load(path, mmap=True).sum() == 0
    torch.save(torch.ones(4), path)
    torch.load(path, mmap=True).zero_()
    assert torch.load(path).sum() == 4
    with serialization.skip_data():
        torch.save(torch.ones(4), path)
    assert torch.load(path).tolist() == [0] * 4
    torch.save(torch.tensor([1, 2], dtype=torch.int16), path, _disable_byteorder_record=True)
    serialization.set_default_load_endianness(serialization.LoadEndianness.BIG)
    try:
        assert torch.load(path).tolist() == [256, 512]
    finally:
        serialization.set_default_load_endianness(None)
    with pytest.raises(TypeError, match="set_default_load_endianness"):
        serialization.set_default_load_endianness("big")
    with pytest.raises(ValueError, match="Invalid argument in function set_default_mmap_options"):
        serialization.set_default_mmap_options(99)


def test_places():
    assert serialization.location_tag(torch.ones(1).untyped_storage()) == "cpu"
    storage = torch.ones(2).untyped_storage()
    assert serialization.default_restore_location(storage, "cpu") is storage
    with pytest.raises(RuntimeError, match="don't know how to restore data location"):
        serialization.default_restore_location(storage, "foo")
    with pytest.raises(RuntimeError, match="Attempting to deserialize object on a CUDA device"):
        serialization.validate_cuda_device("cuda:0")
    with pytest.raises(ValueError, match="Expected a cuda device, but got: hpu"):
        serialization.validate_cuda_device("hpu")
    with serialization.mkdtemp() as folder:
        assert os.path.isdir(folder)
    assert not os.path.exists(folder)
