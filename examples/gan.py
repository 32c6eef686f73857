"""Two networks play against each other until one draws points like the data: eight clusters on a ring (Goodfellow,
2014).

python -m rushlight examples/gan.py --steps 3000
"""

import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F

ANGLES = torch.arange(8) * (2 * torch.pi / 8)
CENTERS = 2 * torch.stack([ANGLES.cos(), ANGLES.sin()], 1)
NOISE = 8


def ring(n):
    """Points (n, 2) near one of the eight centers."""
    return CENTERS[torch.randint(0, 8, (n,))] + 0.1 * torch.randn(n, 2)


def mlp(inputs, outputs, hidden=128):
    layers = [nn.Linear(inputs, hidden), nn.LeakyReLU(0.2), nn.Linear(hidden, hidden), nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers, nn.Linear(hidden, outputs))


def main():
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    generator, critic = mlp(NOISE, 2), mlp(2, 1)
    adam_g = torch.optim.Adam(generator.parameters(), lr=5e-4, betas=(0.5, 0.9))
    adam_c = torch.optim.Adam(critic.parameters(), lr=1e-3, betas=(0.5, 0.9))
    averaged = torch.optim.swa_utils.AveragedModel(
        generator, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.995)
    )

    for step in range(1, args.steps + 1):
        real, fake = ring(128), generator(torch.randn(128, NOISE))

        # The critic tells real from fake; a penalty on its slope at the data keeps the game stable (R1: Mescheder,
        # 2018).
        real.requires_grad_()
        on_real = critic(real)
        (slope,) = torch.autograd.grad(on_real.sum(), real, create_graph=True)
        penalty = slope.pow(2).sum(1).mean()
        loss_c = F.softplus(-on_real).mean() + F.softplus(critic(fake.detach())).mean() + 0.05 * penalty
        adam_c.zero_grad()
        loss_c.backward()
        adam_c.step()

        loss_g = F.softplus(-critic(fake)).mean()
        adam_g.zero_grad()
        loss_g.backward()
        adam_g.step()
        averaged.update_parameters(generator)
        if step % max(1, args.steps // 10) == 0:
            print(f"step {step} loss {loss_c.item():.6f} generator {loss_g.item():.6f}")

    with torch.no_grad():
        distance, nearest = torch.cdist(averaged(torch.randn(2000, NOISE)), CENTERS).min(1)
    close = distance < 0.4  # four standard deviations of a cluster
    clusters = (torch.bincount(nearest[close], minlength=8) > 50).sum().item()
    print(f"points near a cluster {close.float().mean().item():.3f}, clusters found {clusters} of 8")


if __name__ == "__main__":
    main()
