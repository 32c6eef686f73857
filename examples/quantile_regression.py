"""Three outputs learn a range instead of a guess: the 10, 50 and 90 per cent quantiles (Koenker and Bassett, 1978).

python -m rushlight examples/quantile_regression.py --steps 2000
"""

import argparse

import torch
import torch.nn as nn

QUANTILES = torch.tensor([0.1, 0.5, 0.9])


def data(n):
    """x (n, 1), and a curve through it (n, 1) whose noise grows with x and is skewed."""
    x = 4 * torch.rand(n, 1)
    noise = torch.empty(n, 1).exponential_() - 0.7
    return x, torch.sin(2 * x) + (0.05 + 0.15 * x) * noise


class Quantiles(nn.Module):
    """The least quantile, then positive differences: so they never cross."""

    def __init__(self, hidden=64):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(1, hidden), nn.SiLU(), nn.Linear(hidden, hidden), nn.SiLU())
        self.head = nn.Linear(hidden, len(QUANTILES))

    def forward(self, x):
        first, rest = self.head(self.body(x)).split([1, len(QUANTILES) - 1], dim=1)
        return torch.cat([first, nn.functional.softplus(rest)], dim=1).cumsum(1)


def pinball(quantiles, y):
    """Too low costs q, too high costs 1 - q: least on average at the q-quantile."""
    error = y - quantiles
    return torch.maximum(QUANTILES * error, (QUANTILES - 1) * error).mean()


def main():
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    x, y = data(4000)
    net = Quantiles()
    optimizer = torch.optim.NAdam(net.parameters(), lr=3e-3)
    schedule = torch.optim.lr_scheduler.PolynomialLR(optimizer, total_iters=args.steps)
    for step in range(1, args.steps + 1):
        chosen = torch.randint(0, len(x), (128,))
        loss = pinball(net(x[chosen]), y[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % max(1, args.steps // 10) == 0:
            print(f"step {step} loss {loss.item():.6f}")

    with torch.no_grad():
        x, y = data(10000)
        below = (y < net(x)).float().mean(0)
    shares = ", ".join(f"{share:.3f}" for share in below.tolist())
    print(f"share of new points below each quantile {shares} (wanted: 0.100, 0.500, 0.900)")


if __name__ == "__main__":
    main()
