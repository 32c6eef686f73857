"""Noise is turned into a spiral of points, step by step (DDPM: Ho, Jain and Abbeel, 2020).

python -m rushlight examples/diffusion.py --steps 2500 --plot diffusion.png
"""

import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F

STEPS = 100  # from points to noise
BETA = torch.linspace(1e-3, 0.08, STEPS)
KEPT = torch.cumprod(1 - BETA, 0)  # how much of a point's square is left after each step


def spiral(n):
    """Points (n, 2) along two turns of a spiral."""
    t = 0.25 + 1.75 * torch.rand(n).sqrt()
    points = torch.stack([t * torch.cos(2 * torch.pi * t), t * torch.sin(2 * torch.pi * t)], 1)
    return 0.9 * points + 0.03 * torch.randn(n, 2)


class Denoiser(nn.Module):
    """The noise in points (n, 2) after some steps (n,)."""

    def __init__(self, hidden=128, waves=16):
        super().__init__()
        self.register_buffer("frequency", torch.exp(torch.linspace(0, 4, waves)))
        self.point = nn.Linear(2 + 4 * 8, hidden)
        self.time = nn.Linear(2 * waves, hidden)
        self.layers = nn.Sequential(
            nn.SiLU(), nn.Linear(hidden, hidden), nn.SiLU(), nn.Linear(hidden, hidden), nn.SiLU()
        )
        self.head = nn.Linear(hidden, 2)

    def forward(self, x, step):
        angle = (step / STEPS).unsqueeze(1) * self.frequency
        time = self.time(torch.cat([angle.sin(), angle.cos()], 1))
        waves = (x.unsqueeze(2) * torch.arange(1, 9)).flatten(1)
        return self.head(self.layers(self.point(torch.cat([x, waves.sin(), waves.cos()], 1)) + time))


def noised(x, step):
    """Points after ``step`` steps, and the noise that was mixed into them."""
    noise, kept = torch.randn_like(x), KEPT[step].unsqueeze(1)
    return kept.sqrt() * x + (1 - kept).sqrt() * noise, noise


@torch.no_grad()
def sample(model, n):
    x = torch.randn(n, 2)
    for step in reversed(range(STEPS)):
        noise = model(x, torch.full((n,), step))
        x = (x - BETA[step] / (1 - KEPT[step]).sqrt() * noise) / (1 - BETA[step]).sqrt()
        if step > 0:
            x = x + BETA[step].sqrt() * torch.randn_like(x)
    return x


def to_data(points, data):
    """Mean distance of points to the nearest one of the data, and of data to the nearest point."""
    distance = torch.cdist(points, data)
    return distance.min(1).values.mean().item(), distance.min(0).values.mean().item()


def plot(path, points):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    plt.figure(figsize=(4, 4))
    plt.scatter(points[:, 0].numpy(), points[:, 1].numpy(), s=2)
    plt.savefig(path)


def main():
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--plot", help="write the points drawn to this PNG (needs matplotlib)")
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    model = Denoiser()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, args.steps)
    for step in range(1, args.steps + 1):
        t = torch.randint(0, STEPS, (256,))
        x, noise = noised(spiral(256), t)
        loss = F.mse_loss(model(x, t), noise)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % max(1, args.steps // 10) == 0:
            print(f"step {step} loss {loss.item():.6f}")

    points = sample(model, 1000)
    (near, covered), (far, _) = to_data(points, spiral(1000)), to_data(torch.randn(1000, 2), spiral(1000))
    print(f"distance to the spiral {near:.4f} (pure noise: {far:.4f}), from it {covered:.4f}")
    if args.plot:
        plot(args.plot, points)


if __name__ == "__main__":
    main()
