"""Invertible layers learn the density of two moons exactly (RealNVP: Dinh, Sohl-Dickstein and Bengio, 2016).

python -m rushlight examples/normalizing_flow.py --steps 1500 --plot flow.png
"""

import argparse
import math

import torch
import torch.nn as nn


def moons(n):
    """Points (n, 2) along two interlocked half circles."""
    upper = torch.rand(n) < 0.5
    angle = math.pi * torch.rand(n)
    x = torch.where(upper, angle.cos(), 1 - angle.cos()) - 0.5
    y = torch.where(upper, angle.sin(), 0.5 - angle.sin()) - 0.25
    return 1.5 * torch.stack([x, y], 1) + 0.08 * torch.randn(n, 2)


class Coupling(nn.Module):
    """Scales and shifts one coordinate by amounts that depend on the other one."""

    mask: torch.Tensor

    def __init__(self, kept, hidden=64):
        super().__init__()
        self.register_buffer("mask", torch.eye(2)[kept])
        self.net = nn.Sequential(nn.Linear(2, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU())
        self.out = nn.Linear(hidden, 4)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def terms(self, x):
        scale, shift = self.out(self.net(x * self.mask)).chunk(2, dim=1)
        return torch.tanh(scale) * (1 - self.mask), shift * (1 - self.mask)

    def forward(self, x):
        scale, shift = self.terms(x)
        return x * scale.exp() + shift, scale.sum(1)

    def inverse(self, z):
        scale, shift = self.terms(z)
        return (z - shift) * torch.exp(-scale)


class Flow(nn.Module):
    def __init__(self, layers=6):
        super().__init__()
        self.layers = nn.ModuleList(Coupling(i % 2) for i in range(layers))

    def log_density(self, x):
        """Nats (n,): a standard normal's density where the layers take x, times how much they stretch the plane
        there."""
        stretch = torch.zeros(len(x))
        for layer in self.layers:
            x, s = layer(x)
            stretch = stretch + s
        return -0.5 * (x**2).sum(1) - math.log(2 * math.pi) + stretch

    def sample(self, n):
        z = torch.randn(n, 2)
        for layer in reversed(self.layers):
            assert isinstance(layer, Coupling)
            z = layer.inverse(z)
        return z


def gaussian(x):
    """Mean log-density of points under the normal distribution with their mean and covariance."""
    return -0.5 * torch.logdet(torch.cov(x.T)).item() - math.log(2 * math.pi) - 1


def plot(path, flow):
    """Samples drawn from the flow."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    with torch.no_grad():
        points = flow.sample(3000)
    plt.figure(figsize=(4, 4))
    plt.scatter(points[:, 0].numpy(), points[:, 1].numpy(), s=2)
    plt.savefig(path)


def main():
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--plot", help="write samples to this PNG (needs matplotlib)")
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    flow = Flow()
    optimizer = torch.optim.Adam(flow.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, args.steps)
    for step in range(1, args.steps + 1):
        loss = -flow.log_density(moons(128)).mean()
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(flow.parameters(), 2.0)
        optimizer.step()
        schedule.step()
        if step % max(1, args.steps // 10) == 0:
            print(f"step {step} loss {loss.item():.6f}")

    with torch.no_grad():
        test = moons(2000)
        found = flow.log_density(test).mean().item()
    print(f"log-density of new points {found:.3f} nats (best Gaussian: {gaussian(test):.3f})")
    if args.plot:
        plot(args.plot, flow)


if __name__ == "__main__":
    main()
