"""One network looks at two glyphs and learns whether they are the same; then it sorts kinds it has never seen.

The loss is contrastive (Hadsell, Chopra and LeCun, 2006): equal pairs attract, different ones repel up to a margin.

    python -m rushlight examples/siamese.py --steps 500
"""

import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F

KINDS, KNOWN = 220, 200  # the network is trained on the first 200 kinds


def glyphs(kinds):
    """One prototype (kinds, 1, 16, 16) per kind: smooth random blots."""
    blots = F.interpolate(torch.randn(kinds, 1, 4, 4), size=16, mode="bilinear", align_corners=False)
    return (blots > 0).float()


def drawn(prototypes, labels):
    """A shaky drawing (n, 1, 16, 16) of each label's glyph: turned, scaled, moved, and noisy."""
    n = len(labels)
    angle, scale = 0.5 * (torch.rand(n) - 0.5), 1 + 0.3 * (torch.rand(n) - 0.5)
    move = 0.1 * torch.randn(n, 2)
    cos, sin = scale * angle.cos(), scale * angle.sin()
    theta = torch.stack([torch.stack([cos, -sin, move[:, 0]], 1), torch.stack([sin, cos, move[:, 1]], 1)], 1)
    grid = F.affine_grid(theta, [n, 1, 16, 16], align_corners=False)
    pictures = F.grid_sample(prototypes[labels], grid, align_corners=False)
    return pictures + 0.2 * torch.randn(n, 1, 16, 16)


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            *(nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.PReLU(), nn.MaxPool2d(2)),
            *(nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.PReLU(), nn.MaxPool2d(2)),
            *(nn.Flatten(), nn.Linear(32 * 16, 32)),
        )

    def forward(self, x):
        return self.layers(x)


def one_shot(encoder, prototypes):
    """Share of drawings of unseen kinds whose nearest single example is of the same kind."""
    labels = torch.arange(KNOWN, KINDS)
    encoder.eval()
    with torch.no_grad():
        examples, queries = (encoder(drawn(prototypes, labels.repeat(r))) for r in (1, 20))
    encoder.train()
    found = labels[torch.cdist(queries, examples).argmin(1)]
    return (found == labels.repeat(20)).float().mean().item()


def main():
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    prototypes = glyphs(KINDS)
    encoder = Encoder()
    before = one_shot(encoder, prototypes)
    optimizer = torch.optim.Adam(encoder.parameters(), lr=2e-3)
    for step in range(1, args.steps + 1):
        left = torch.randint(0, KNOWN, (64,))
        right = torch.where(torch.rand(64) < 0.5, left, torch.randint(0, KNOWN, (64,)))
        a, b = encoder(drawn(prototypes, left)), encoder(drawn(prototypes, right))
        distance = F.pairwise_distance(a, b)
        same = left == right
        loss = torch.where(same, distance**2, F.relu(2.0 - distance) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % max(1, args.steps // 10) == 0:
            print(f"step {step} loss {loss.item():.6f}")
    print(f"unseen kinds told from one example {one_shot(encoder, prototypes):.3f} (untrained: {before:.3f})")


if __name__ == "__main__":
    main()
