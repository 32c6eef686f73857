"""Layers, data, a training loop with its helpers."""

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset, TensorDataset, random_split


class Pairs(Dataset[tuple[Tensor, Tensor]]):
    def __init__(self, n: int) -> None:
        self.x, self.y = torch.rand(n, 8), torch.randint(0, 2, (n,))

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        return self.x[index], self.y[index]


class Residual(nn.Module):
    scale: Tensor

    def __init__(self, width: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(width, width, bias=False), nn.BatchNorm1d(width), nn.ReLU(inplace=True), nn.Dropout(dropout)
        )
        self.blocks = nn.ModuleList([nn.Linear(width, width) for _ in range(2)])
        self.weight = nn.Parameter(torch.ones(width))
        self.register_buffer("scale", torch.ones(1))

    def forward(self, x: Tensor, times: int = 1) -> Tensor:
        for _ in range(times):
            x = x + self.layers(x) * self.scale
        for block in self.blocks:
            x = block(x)
        return x * self.weight


def accuracy(model: nn.Module, loader: DataLoader[Any]) -> float:
    model.eval()
    right = 0
    with torch.no_grad():
        for x, y in loader:
            right += int((model(x).argmax(1) == y).sum())
    return right / 100


@torch.no_grad()
def averages(model: nn.Module) -> Iterator[float]:
    for p in model.parameters():
        yield p.abs().mean().item()


model = nn.Sequential(Residual(8), nn.Flatten(), nn.Linear(8, 2))
model = model.to(torch.device("cpu")).train()
data = Pairs(100)
train, held = random_split(data, [80, 20])
loader = DataLoader(train, batch_size=16, shuffle=True, num_workers=0, drop_last=True)
pairs = TensorDataset(torch.rand(4, 8), torch.zeros(4))
optimizer = torch.optim.AdamW(
    [{"params": model[0].parameters(), "lr": 1e-3}, {"params": model[2].parameters(), "lr": 1e-2}],
    lr=1e-2,
    betas=(0.9, 0.95),
    weight_decay=0.1,
)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=10)
loss_function = nn.CrossEntropyLoss(label_smoothing=0.1)
for epoch in range(2):
    running = 0.0
    for _, (x, y) in enumerate(loader, 0):
        optimizer.zero_grad(set_to_none=True)
        loss = loss_function(model(x), y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        running += loss.item()
    scheduler.step()
    print(epoch, running, accuracy(model, DataLoader(held, batch_size=20)), scheduler.get_last_lr()[0])
for group in optimizer.param_groups:
    group["lr"] = 0.1
for _name, parameter in model.named_parameters():
    parameter.requires_grad = False
    nn.init.xavier_uniform_(parameter.data) if parameter.dim() > 1 else nn.init.zeros_(parameter)
torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, "run.pt")
state = torch.load("run.pt", map_location="cpu")
model.load_state_dict(state["model"], strict=False)
lstm = nn.LSTM(8, 16, num_layers=2, batch_first=True)
output, (h, c) = lstm(torch.rand(2, 5, 8))
attention = nn.MultiheadAttention(8, 2)
attended, weights = attention(torch.rand(5, 2, 8), torch.rand(5, 2, 8), torch.rand(5, 2, 8))
embedding = nn.Embedding(10, 8, padding_idx=0)
vectors = embedding(torch.tensor([1, 2]))
handle = model.register_forward_hook(lambda module, args, output: None)
handle.remove()
x = torch.rand(3, requires_grad=True)
with torch.enable_grad(), torch.autograd.set_detect_anomaly(True):
    (x * 2).sum().backward()
