"""A picture is painted with the content of one picture and the style of another (Gatys, Ecker and Bethge, 2015).

Random filters of several sizes are enough to tell these styles (Ustyuzhaninov et al., 2016): nothing is downloaded.

    python -m rushlight examples/neural_style.py --steps 40 --plot style.png
"""

import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F

SIZE = 48


def pictures():
    """The content, a disc on a slope of light, and the style, coloured diagonal waves; each (1, 3, SIZE, SIZE)."""
    axis = torch.linspace(-1, 1, SIZE)
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    disc = torch.sigmoid(30 * (0.6 - (x**2 + y**2).sqrt()))
    content = torch.stack([0.2 + 0.6 * disc, 0.5 + 0.2 * x, 0.7 - 0.5 * disc])
    waves = torch.sin(14 * (x + 0.6 * y) + 2 * torch.sin(5 * y))
    style = torch.stack([0.5 + 0.4 * waves, 0.5 - 0.3 * waves, 0.4 + 0.3 * torch.cos(9 * y)])
    return content.unsqueeze(0), style.unsqueeze(0)


class Features(nn.Module):
    """Responses of random filters of several sizes."""

    def __init__(self, sizes=(3, 5, 9), channels=24):
        super().__init__()
        filters = [nn.Conv2d(3, channels, s, padding=s // 2, padding_mode="reflect") for s in sizes]
        for conv in filters:
            nn.init.orthogonal_(conv.weight)
        self.filters = nn.ModuleList(filters)
        self.requires_grad_(False)

    def forward(self, x):
        return [F.relu(conv(x - 0.5)) for conv in self.filters]


def gram(f):
    """How often which responses occur together, wherever: (1, C, H, W) to (1, C, C)."""
    f = f.flatten(2)
    return f @ f.mT / f.shape[2]


def plot(path, *shown):
    """Pictures side by side."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    plt.imsave(path, torch.cat(shown, dim=3)[0].clamp(0, 1).permute(1, 2, 0).numpy())


def main():
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--plot", help="write content, style and result to this PNG (needs matplotlib)")
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    features = Features()
    content, style = pictures()
    wanted = [gram(f) for f in features(style)]
    image = content.clone().requires_grad_()
    optimizer = torch.optim.LBFGS([image], max_iter=10, history_size=10, line_search_fn="strong_wolfe")

    def distances():
        pairs = zip(features(image), wanted, strict=True)
        style_loss = torch.stack([F.mse_loss(gram(f), g) / g.pow(2).mean() for f, g in pairs]).sum()
        return style_loss, F.mse_loss(F.avg_pool2d(image, 6), F.avg_pool2d(content, 6))

    def closure():
        optimizer.zero_grad()
        style_loss, content_loss = distances()
        loss = style_loss + 2.0 * content_loss
        loss.backward()
        return loss

    before = distances()[0].item()
    for step in range(1, args.steps + 1):
        loss = optimizer.step(closure)
        if step % max(1, args.steps // 10) == 0:
            print(f"step {step} loss {loss.item():.6f}")
    with torch.no_grad():
        after, moved = distances()
    print(f"distance to the style {after:.4f} (before: {before:.4f}), from the content {moved:.4f}")
    if args.plot:
        plot(args.plot, content, style, image.detach())


if __name__ == "__main__":
    main()
