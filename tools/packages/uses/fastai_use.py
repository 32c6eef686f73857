# needs: fastai
import torch
from _show import fill, show, waves
from fastai.basics import DataLoader, DataLoaders, Learner, MSELossFlat, mse
from fastai.callback.schedule import *  # noqa: F403
from fastai.layers import AdaptiveConcatPool2d, ConvLayer, SelfAttention
from fastai.metrics import accuracy
from fastai.tabular.model import TabularModel

data = [(waves(4, step=0.1 + i / 30), waves(1, step=0.2 + i / 20)) for i in range(48)]
loaders = DataLoaders(DataLoader(data, bs=16, shuffle=False), DataLoader(data[:16], bs=16), device=torch.device("cpu"))
learner = Learner(
    loaders,
    fill(torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 1))),
    loss_func=MSELossFlat(),
    metrics=mse,
)
with learner.no_bar(), learner.no_logging():
    learner.fit_one_cycle(3, 0.01)
    show("cycle", learner.recorder.losses[-1], *learner.recorder.values[-1])
    learner.fit(1, 0.01, wd=0.1)
    show("fit", *learner.model.parameters())
    show("validate", learner.validate())
    show("predictions", learner.get_preds()[0])
learner.save("kept")
learner.load("kept")
show("kept", *learner.model.parameters())
show("conv", fill(ConvLayer(3, 4)).eval()(waves(1, 3, 8, 8)))
show("pool", AdaptiveConcatPool2d(1)(waves(1, 3, 8, 8)))
torch.manual_seed(0)  # spectral norms begin with random vectors
show("attention", fill(SelfAttention(8)).eval()(waves(1, 8, 4, 4)))
show("tabular", fill(TabularModel([(5, 3), (4, 2)], 3, 2, [8])).eval()(torch.tensor([[1, 2], [3, 0]]), waves(2, 3)))
show("accuracy", accuracy(waves(6, 3), torch.arange(6) % 3))
