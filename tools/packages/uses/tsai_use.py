# needs: tsai
import numpy as np
import torch
from _show import fill, show, waves
from tsai.models.FCN import FCN
from tsai.models.InceptionTime import InceptionTime
from tsai.models.MLP import MLP
from tsai.models.PatchTST import PatchTST
from tsai.models.ResNet import ResNet
from tsai.models.RNN import GRU, LSTM
from tsai.models.TCN import TCN
from tsai.models.TST import TST
from tsai.models.XceptionTime import XceptionTime

x = waves(4, 3, 24)
for name, net in {
    "fcn": FCN(3, 2), "resnet": ResNet(3, 2), "inception": InceptionTime(3, 2, nf=4), "lstm": LSTM(3, 2, hidden_size=8),
    "gru": GRU(3, 2, hidden_size=8), "tcn": TCN(3, 2, layers=[8, 8]),
    "tst": TST(3, 2, 24, d_model=16, n_heads=4, d_ff=32),
    "xception": XceptionTime(3, 2, nf=4), "mlp": MLP(3, 2, 24, layers=[16, 16], ps=[0.1, 0.1]),
    "patchtst": PatchTST(3, 2, 24, pred_dim=6, d_model=16, n_heads=4, d_ff=32, patch_len=8, stride=4),
}.items():  # fmt: skip
    z = x.clone().requires_grad_()
    y = fill(net).eval()(z)
    y.square().mean().backward()
    show(name, y, z.grad[0, 0] * 10)
show("array", np.asarray(x[0, 0]))
show("sum", torch.as_tensor(x).sum())
