"""torch.utils.tensorboard: what is written, read again; what is said without tensorboardX."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

import rushlight

pytest.importorskip("tensorboardX")


def events(folder):
    """tag -> [(step, kind)] of the entries in the files of a folder."""
    from tensorboardX.proto.event_pb2 import Event

    found = {}
    for path in sorted(folder.glob("events*")):
        data, at = path.read_bytes(), 0
        while at < len(data):
            n = int.from_bytes(data[at : at + 8], "little")
            event = Event.FromString(data[at + 12 : at + 12 + n])
            at += 16 + n
            for value in event.summary.value:
                found.setdefault(value.tag, []).append((event.step, value))
    return found


def test_what_is_written(tmp_path):
    writer_of = rushlight.utils.tensorboard.SummaryWriter
    rushlight.manual_seed(0)
    w = rushlight.randn(20, 3, requires_grad=True)
    with writer_of(tmp_path) as writer:
        assert writer.log_dir == writer.get_logdir() == str(tmp_path)
        writer.add_scalar("loss", w.square().mean(), 3)
        writer.add_scalar("half", rushlight.tensor([2.5], dtype=rushlight.bfloat16), 4, new_style=True)
        writer.add_scalars("both", {"a": rushlight.tensor(1), "b": 2.0}, 1)
        writer.add_histogram("w", w, 1)
        writer.add_histogram("w16", w.to(rushlight.bfloat16), 1)
        writer.add_image("picture", rushlight.rand(3, 8, 8), 1)
        writer.add_images("pictures", rushlight.rand(2, 1, 8, 8))
        writer.add_text("note", "some *text*", 2)
        writer.add_pr_curve("curve", rushlight.arange(10) % 2, rushlight.linspace(0, 1, 10))
        writer.add_embedding(w, [str(i) for i in range(20)], rushlight.rand(20, 3, 4, 4))
        writer.add_hparams({"lr": 0.1, "name": "x"}, {"accuracy": rushlight.tensor(0.5)}, run_name="run")
        writer.flush()
        with pytest.raises(ValueError, match="one number"):
            writer.add_scalar("loss", w)
        with pytest.raises(ValueError, match="2D"):
            writer.add_embedding(w[0])
        with pytest.raises(TypeError):
            writer.add_hparams([], {})
    found = events(tmp_path)
    [(step, loss)] = found["loss"]
    assert step == 3 and loss.simple_value == pytest.approx(w.square().mean().item())
    assert found["half"][0][1].simple_value == 2.5
    assert found["w"][0][1].histo.num == 60 and found["picture"][0][1].image.width == 8
    assert {"pictures", "note/text_summary", "curve"} <= set(found)
    assert "accuracy" in events(tmp_path / "run")
    assert (tmp_path / "projector_config.pbtxt").exists()


def test_figures(tmp_path):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    from matplotlib.figure import Figure

    with rushlight.utils.tensorboard.SummaryWriter(tmp_path) as writer:
        writer.add_figure("figure", Figure((1, 1)), 1, close=False)
    assert events(tmp_path)["figure"][0][1].image.height > 0


def test_without_tensorboardx():
    code = (
        "import sys; sys.modules['tensorboardX'] = None\n"
        "try: import rushlight.utils.tensorboard\n"
        "except ModuleNotFoundError as error: print(error)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "rushlight[tensorboard]" in out


def test_graphs(tmp_path):
    from tensorboardX.proto.graph_pb2 import GraphDef

    class Net(rushlight.nn.Module):
        def __init__(self):
            super().__init__()
            self.body = rushlight.nn.Sequential(rushlight.nn.Linear(2, 3), rushlight.nn.ReLU())
            self.head = rushlight.nn.Linear(3, 1)

        def forward(self, x, y):
            return self.head(self.body(x) + self.body(y)).sum()

    net = Net()
    with importlib.import_module("rushlight.utils.tensorboard").SummaryWriter(tmp_path) as writer:
        writer.add_graph(net, (rushlight.ones(4, 2), rushlight.ones(4, 2)))
    assert not any(m._forward_hooks or m._forward_pre_hooks for m in net.modules())
    data = next(tmp_path.glob("events*")).read_bytes()
    assert b"Net/Sequential[body]/Linear[0]/linear" in data and b"aten::relu" in data and b"Net/head/weight" in data
    graph = importlib.import_module("rushlight.utils.tensorboard._pytorch_graph").graph
    nodes = {n.name: n for n in graph(net, (rushlight.ones(4, 2), rushlight.ones(4, 2))).node}
    add = next(n for name, n in nodes.items() if name == "Net/add")
    assert len(add.input) == 2 and all("ReLU" in name for name in add.input)
    assert isinstance(graph(net.head, rushlight.ones(3)), GraphDef)
    assert list(nodes["Net/output_0"].input) == ["Net/sum"]
    assert [d.size for d in nodes["Net/Linear[head]/linear"].attr["_output_shapes"].list.shape[0].dim] == [4, 1]
