"""A variational autoencoder compresses pictures of bars to two numbers each (Kingma and Welling, 2013).

python -m rushlight examples/vae.py --steps 1500 --plot vae.png
"""

import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F

SIZE = 12


def bars(n):
    """Pictures (n, SIZE * SIZE): a bar through the middle at a random angle, of a random width."""
    angle, width = torch.pi * torch.rand(n, 1, 1), 0.8 + 1.6 * torch.rand(n, 1, 1)
    axis = torch.arange(SIZE) - (SIZE - 1) / 2
    distance = axis.view(1, -1, 1) * angle.cos() + axis.view(1, 1, -1) * angle.sin()
    return torch.sigmoid(4 * (width - distance.abs())).flatten(1)


class VAE(nn.Module):
    def __init__(self, hidden=128, latent=2):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(SIZE * SIZE, hidden), nn.ReLU(), nn.Linear(hidden, 2 * latent))
        self.decoder = nn.Sequential(nn.Linear(latent, hidden), nn.ReLU(), nn.Linear(hidden, SIZE * SIZE))

    def forward(self, x):
        mean, log_variance = self.encoder(x).chunk(2, dim=1)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        return self.decoder(z), mean, log_variance


def negative_elbo(logits, x, mean, log_variance):
    """Nats per picture: reconstruction error, and the divergence of the code from a standard normal."""
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    divergence = -0.5 * torch.sum(1 + log_variance - mean**2 - log_variance.exp())
    return reconstruction / len(x), divergence / len(x)


def plot(path, decoder):
    """Decoded pictures over a grid of codes."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    with torch.no_grad():
        codes = torch.cartesian_prod(torch.linspace(-2, 2, 12), torch.linspace(-2, 2, 12))
        grid = decoder(codes).sigmoid().view(12, 12, SIZE, SIZE).transpose(1, 2).reshape(12 * SIZE, -1)
    plt.imsave(path, grid.numpy(), cmap="gray")


def main():
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--plot", help="write decoded pictures to this PNG (needs matplotlib)")
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    model = VAE()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for step in range(1, args.steps + 1):
        x = bars(64)
        logits, mean, log_variance = model(x)
        reconstruction, divergence = negative_elbo(logits, x, mean, log_variance)
        loss = reconstruction + divergence
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % max(1, args.steps // 10) == 0:
            print(f"step {step} loss {loss.item():.5f} divergence {divergence.item():.5f}")

    with torch.no_grad():
        x = bars(500)
        logits, *code = model(x)
        error = (logits.sigmoid() - x).abs().mean()
        baseline = (x.mean(0) - x).abs().mean()  # without a code, the mean picture is the best guess
        total = sum(negative_elbo(logits, x, *code))
    print(f"negative ELBO {total:.3f} nats, error per pixel {error:.4f} (mean picture: {baseline:.4f})")
    if args.plot:
        plot(args.plot, model.decoder)


if __name__ == "__main__":
    main()
