"""A network makes pictures twice as large, sharper than interpolation can (ESPCN: Shi et al., 2016).

python -m rushlight examples/super_resolution.py --steps 500
"""

import argparse
import math

import torch
import torch.nn as nn
import torch.nn.functional as F


def scenes(n, size=32):
    """Pictures (n, 1, size, size) with sharp edges: polygons made of half-planes, on top of each other."""
    axis = torch.linspace(-1, 1, size)
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    picture = torch.zeros(n, size, size)
    for _ in range(4):
        inside = torch.ones(n, size, size)
        center = 1.2 * torch.rand(n, 2, 1, 1) - 0.6
        for _ in range(3):
            angle, offset = 2 * torch.pi * torch.rand(n, 1, 1), 0.2 + 0.4 * torch.rand(n, 1, 1)
            side = (x - center[:, 0]) * angle.cos() + (y - center[:, 1]) * angle.sin() - offset
            inside = inside * torch.sigmoid(-40 * side)
        shade = torch.rand(n, 1, 1)
        picture = inside * shade + (1 - inside) * picture
    return picture.unsqueeze(1)


class Enlarge(nn.Module):
    """What interpolation lacks, from features in low resolution: four channels become a picture twice as wide and
    high."""

    def __init__(self, width=24):
        super().__init__()
        self.layers = nn.Sequential(
            *(nn.Conv2d(1, width, 5, padding=2), nn.LeakyReLU(0.1)),
            *(nn.Conv2d(width, width, 3, padding=1), nn.LeakyReLU(0.1)),
            *(nn.Conv2d(width, width, 3, padding=1), nn.LeakyReLU(0.1)),
            *(nn.Conv2d(width, 4, 3, padding=1), nn.PixelShuffle(2)),
        )

    def forward(self, x):
        return interpolated(x) + self.layers(x)


def interpolated(x):
    return F.interpolate(x, scale_factor=2, mode="bicubic", align_corners=False)


def psnr(x, y):
    """Peak signal-to-noise ratio in dB, of pictures within 0..1."""
    return -10 * math.log10(F.mse_loss(x, y).item())


def main():
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    large, test = scenes(400), scenes(50)
    model = Enlarge()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=max(1, args.steps // 3), gamma=0.4)
    for step in range(1, args.steps + 1):
        y = large[torch.randperm(len(large))[:16]]
        loss = F.l1_loss(model(F.avg_pool2d(y, 2)), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % max(1, args.steps // 10) == 0:
            print(f"step {step} loss {loss.item():.6f}")

    with torch.no_grad():
        small = F.avg_pool2d(test, 2)
        ours, bicubic = psnr(model(small), test), psnr(interpolated(small), test)
    print(f"PSNR {ours:.2f} dB (bicubic interpolation: {bicubic:.2f} dB)")


if __name__ == "__main__":
    main()
