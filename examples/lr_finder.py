"""One short run finds a learning rate (Smith, 2015); then training with it, rising and falling in one cycle.

python -m rushlight examples/lr_finder.py --steps 800
"""

import argparse
import copy
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

INPUTS = 16


def batch(n, teacher):
    """Inputs (n, INPUTS), and what a random network makes of them (n, 1), with some noise."""
    x = torch.randn(n, INPUTS)
    with torch.no_grad():
        return x, teacher(x) + 0.05 * torch.randn(n, 1)


def step_on(net, optimizer, x, y):
    loss = F.mse_loss(net(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def find(net, teacher, steps, low=1e-4, high=10.0):
    """Raise the rate exponentially until the smoothed loss explodes; a third of the rate with the least loss is a good
    one."""
    net = copy.deepcopy(net)
    optimizer = torch.optim.SGD(net.parameters(), lr=low, momentum=0.9)
    growth = (high / low) ** (1 / max(1, steps - 1))
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, growth)
    smooth, best, rate = 0.0, math.inf, low
    for step in range(1, steps + 1):
        smooth = 0.9 * smooth + 0.1 * step_on(net, optimizer, *batch(64, teacher))
        average = smooth / (1 - 0.9**step)
        lr = schedule.get_last_lr()[0]
        if step % max(1, steps // 10) == 0:
            print(f"step {step} loss {average:.6f} at rate {lr:.3e}")
        if not math.isfinite(average) or average > 4 * best:
            break
        if average < best:
            best, rate = average, lr
        schedule.step()
    return rate / 3


def train(net, teacher, steps, rate, show=False):
    """The mean loss on fresh data after one cycle up to this rate."""
    net = copy.deepcopy(net)
    optimizer = torch.optim.SGD(net.parameters(), lr=rate, momentum=0.9)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=rate, total_steps=steps)
    for step in range(1, steps + 1):
        loss = step_on(net, optimizer, *batch(64, teacher))
        schedule.step()
        if show and step % max(1, steps // 10) == 0:
            print(f"step {step} loss {loss:.6f} one cycle")
    x, y = batch(2000, teacher)
    with torch.no_grad():
        return F.mse_loss(net(x), y).item()


def main():
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    teacher = nn.Sequential(nn.Linear(INPUTS, 32), nn.Tanh(), nn.Linear(32, 1))
    for p in teacher.parameters():
        p.requires_grad_(False).mul_(3.0)
    net = nn.Sequential(nn.Linear(INPUTS, 64), nn.SiLU(), nn.Linear(64, 64), nn.SiLU(), nn.Linear(64, 1))
    rate = find(net, teacher, max(20, args.steps // 5))
    found = train(net, teacher, args.steps, rate, show=True)
    small = train(net, teacher, args.steps, rate / 30)
    print(f"rate found {rate:.2e}: test loss {found:.5f} (a thirtieth of it: {small:.5f})")


if __name__ == "__main__":
    main()
