"""Mistakes that a checker sees: each in a line of its own, marked."""

import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

x = torch.rand(2, 3)
lin = nn.Linear(3, 4)

x.backwards()  # mistake
x.sum(dims=0)  # mistake
torch.zeros("2", 3)  # mistake
torch.rand(2, 3, dtype="float32")  # mistake
lin.to(5.5)  # mistake
nn.Linear("3", 4)  # mistake
nn.Linear(3, 4, biass=False)  # mistake
nn.Conv2d(3, 6, kernel_sizes=5)  # mistake
optim.SGD(lin.parameters(), lr="0.1")  # mistake
optim.SGD(lin.parameters(), momentun=0.9)  # mistake
torch.max(x, 0) + 1  # mistake
torch.sort(x).sum()  # mistake
x.size().sum()  # mistake
x.item().backward()  # mistake
torch.cat(x, axes=1)  # mistake
x.reshape("3", 2)  # mistake
torch.save()  # mistake
x.requires_grad_("yes")  # mistake
torch.nn.functional.relu(x, inplac=True)  # mistake
torch.manual_seed()  # mistake
DataLoader(TensorDataset(x), batchsize=2)  # mistake
optim.Adam(lin)  # mistake
print(lin.weight.grad.zero_().foo)  # mistake
