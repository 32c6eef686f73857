"""A network trained on six textures learns four new ones from two examples each, by a new last layer alone.

python -m rushlight examples/transfer_learning.py --steps 300
"""

import argparse
import copy

import torch
import torch.nn as nn
import torch.nn.functional as F

OLD, NEW = 6, 4
SIZE = 16


def textures(labels):
    """Pictures (n, 1, SIZE, SIZE): waves whose direction and pitch tell the class, in random phase under noise."""
    n = len(labels)
    angle = labels.view(n, 1, 1) * (torch.pi / (OLD + NEW)) + 0.08 * torch.randn(n, 1, 1)
    pitch = 0.9 + 0.7 * (labels % 2).view(n, 1, 1)
    axis = torch.arange(SIZE, dtype=torch.float32)
    along = axis.view(1, -1, 1) * angle.sin() + axis.view(1, 1, -1) * angle.cos()
    waves = torch.sin(pitch * along + 2 * torch.pi * torch.rand(n, 1, 1))
    return waves.unsqueeze(1) + 1.4 * torch.randn(n, 1, SIZE, SIZE)


class Net(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.body = nn.Sequential(
            *(nn.Conv2d(1, 16, 5, padding=2), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2)),
            *(nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.AdaptiveAvgPool2d(2)),
            nn.Flatten(),
        )
        self.head = nn.Linear(32 * 4, classes)

    def forward(self, x):
        return self.head(self.body(x))


def train(net, x, y, steps, batch, name="", every=0):
    """SGD on random batches, over the parameters that require gradients."""
    optimizer = torch.optim.SGD([p for p in net.parameters() if p.requires_grad], lr=0.05, momentum=0.9, nesterov=True)
    for step in range(1, steps + 1):
        chosen = torch.randint(0, len(y), (batch,))
        loss = F.cross_entropy(net(x[chosen]), y[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if every and step % every == 0:
            print(f"step {step} loss {loss.item():.6f}{name}")


def accuracy(net, x, y):
    net.eval()
    with torch.no_grad():
        return (net(x).argmax(1) == y).float().mean().item()


def main():
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    every = max(1, args.steps // 10)

    torch.manual_seed(args.seed)
    y = torch.randint(0, OLD, (2000,))
    net = Net(OLD)
    train(net, textures(y), y, args.steps, batch=64, every=every)

    few, many = torch.arange(NEW).repeat(2), torch.arange(NEW).repeat(100)
    few_x, many_x = textures(few + OLD), textures(many + OLD)
    moved = copy.deepcopy(net)
    for p in moved.body.parameters():
        p.requires_grad_(False)
    moved.head = nn.Linear(32 * 4, NEW)
    moved.body.eval()  # the running statistics of the old pictures stay
    after = max(1, args.steps // 4)
    train(moved, few_x, few, after, batch=8, name=" (transferred)", every=max(1, after // 2))

    fresh = Net(NEW)
    train(fresh, few_x, few, after, batch=8)
    print(
        f"accuracy on new textures: transferred {accuracy(moved, many_x, many):.3f},"
        f" from scratch {accuracy(fresh, many_x, many):.3f} (chance {1 / NEW:.2f})"
    )


if __name__ == "__main__":
    main()
