"""A convolutional network learns to tell five shapes apart in noisy pictures.

python -m rushlight examples/classifier.py --steps 400
"""

import argparse

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

CLASSES = ("disc", "square", "cross", "ring", "stripes")


def pictures(n, size=16):
    """``n`` pictures (n, 3, size, size) of coloured shapes somewhere on a noisy ground, and their classes (n,)."""
    labels = torch.randint(0, len(CLASSES), (n,))
    center = size / 2 - 0.5 + 4 * (torch.rand(n, 2, 1, 1) - 0.5)
    radius = 3 + 2.5 * torch.rand(n, 1, 1)
    axis = torch.arange(size, dtype=torch.float32)
    dy, dx = axis.view(1, -1, 1) - center[:, 0], axis.view(1, 1, -1) - center[:, 1]
    far, box = (dx**2 + dy**2).sqrt(), torch.maximum(dx.abs(), dy.abs())
    masks = [
        far < radius,
        box < radius * 0.9,
        (box < radius) & (torch.minimum(dx.abs(), dy.abs()) < 1.2),
        (far < radius) & (far > radius - 2),
        (box < radius) & (torch.remainder(dx + dy, 4) < 2),
    ]
    chosen = torch.stack(masks, 1)[torch.arange(n), labels]
    color = 0.4 + 0.6 * torch.rand(n, 3, 1, 1)
    return color * chosen.float().unsqueeze(1) + 0.35 * torch.randn(n, 3, size, size), labels


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            *(nn.Conv2d(3, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2)),
            *(nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2)),
        )
        self.head = nn.Sequential(nn.Flatten(), nn.Dropout(0.25), nn.Linear(32 * 4 * 4, len(CLASSES)))

    def forward(self, x):
        return self.head(self.features(x))


def accuracy(net, x, y):
    net.eval()
    with torch.no_grad():
        right = (net(x).argmax(1) == y).float().mean().item()
    net.train()
    return right


def batches(loader):
    """The loader's batches, epoch after epoch."""
    while True:
        yield from loader


def main():
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    x, y = pictures(2000)
    test_x, test_y = pictures(500)
    loader = DataLoader(TensorDataset(x, y), batch_size=64, shuffle=True, drop_last=True)
    net = Net()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=args.steps)

    for step, (a, b) in enumerate(batches(loader), 1):
        optimizer.zero_grad()
        loss = criterion(net(a), b)
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % max(1, args.steps // 10) == 0:
            print(f"step {step} loss {loss.item():.6f}")
        if step >= args.steps:
            break
    print(f"test accuracy {accuracy(net, test_x, test_y):.4f} (chance {1 / len(CLASSES):.2f})")


if __name__ == "__main__":
    main()
