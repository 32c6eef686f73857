"""Dilated causal convolutions forecast a noisy signal with several rhythms (TCN: Bai, Kolter and Koltun, 2018).

python -m rushlight examples/time_series.py --steps 400
"""

import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F

AHEAD = 8  # how far to look ahead


def signals(n, length):
    """Signals (n, 1, length): a daily and a weekly rhythm in random phase, a wandering level, noise."""
    t = torch.arange(length, dtype=torch.float32)
    phase = 2 * torch.pi * torch.rand(n, 2, 1)
    daily, weekly = (torch.sin(t * (2 * torch.pi / 12) + phase[:, 0]), torch.sin(t * (2 * torch.pi / 50) + phase[:, 1]))
    level = torch.cumsum(0.03 * torch.randn(n, length), dim=1)
    return (daily * (1 + 0.4 * weekly) + weekly + level + 0.1 * torch.randn(n, length)).unsqueeze(1)


class Causal(nn.Module):
    """A residual block that sees the past only: padding on the left."""

    def __init__(self, channels, dilation):
        super().__init__()
        self.pad = nn.ConstantPad1d((2 * dilation, 0), 0.0)
        self.conv = nn.Conv1d(channels, channels, 3, dilation=dilation)
        self.mix = nn.Conv1d(channels, channels, 1)

    def forward(self, x):
        return x + self.mix(F.gelu(self.conv(self.pad(x))))


class Forecaster(nn.Module):
    """Signals (N, 1, L) to forecasts (N, AHEAD, L): at each time the next AHEAD values."""

    def __init__(self, channels=24):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv1d(1, channels, 1), *(Causal(channels, 2**i) for i in range(5)), nn.Conv1d(channels, AHEAD, 1)
        )

    def forward(self, x):
        return x + self.layers(x)


def main():
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    net = Forecaster()
    criterion = nn.HuberLoss()
    optimizer = torch.optim.RAdam(net.parameters(), lr=3e-3)
    warm = 64  # forecasts count once a block's worth of past has been seen

    def compare(x):
        past, future = x[..., :-AHEAD], x.squeeze(1).unfold(1, AHEAD, 1)[:, 1:].mT
        return net(past)[..., warm:], future[..., warm:], past[..., warm:]

    for step in range(1, args.steps + 1):
        forecast, future, _ = compare(signals(16, 160))
        loss = criterion(forecast, future)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % max(1, args.steps // 10) == 0:
            print(f"step {step} loss {loss.item():.6f}")

    with torch.no_grad():
        forecast, future, past = compare(signals(50, 160))
        error, naive = F.mse_loss(forecast, future).item(), F.mse_loss(past.expand_as(future), future).item()
    print(f"squared error {error:.4f} (last value: {naive:.4f})")


if __name__ == "__main__":
    main()
