# needs: tensorboardX
import os

import torch
from _show import fill, show, waves
from tensorboardX import SummaryWriter
from tensorboardX.utils import make_grid
from tensorboardX.x2num import make_np

show("array", make_np(waves(4)), make_np(torch.tensor(2.5)), make_np([1, 2]))
net = fill(torch.nn.Linear(4, 2))
with SummaryWriter("log") as writer:
    for i in range(5):
        writer.add_scalar("loss", waves(1)[0] * i, i)
    writer.add_scalars("both", {"a": torch.tensor(1.0), "b": 2}, 0)
    writer.add_histogram("weight", net.weight, 0)
    writer.add_image("picture", waves(3, 8, 8).abs(), 0)
    writer.add_images("pictures", waves(2, 3, 8, 8).abs(), 0)
    writer.add_text("text", "words", 0)
    writer.add_pr_curve("curve", (waves(20) > 0).long(), waves(20).sigmoid(), 0)
    writer.add_embedding(waves(5, 3), metadata=list("abcde"))
    writer.add_hparams({"lr": 0.1}, {"best": torch.tensor(0.5)})
show("files", len([f for f in os.listdir("log") if "tfevents" in f]))
show("grid", make_grid(make_np(waves(4, 3, 5, 5))).shape)
