"""What the programs print: a label and the first numbers of each value."""

import torch


def show(label, *values):
    """``label`` and up to eight numbers of each tensor or number."""
    numbers = [torch.as_tensor(v).detach().double().reshape(-1)[:8].tolist() for v in values]
    print(label, *[f"{n:.6g}" for part in numbers for n in part])


def waves(*shape, step=0.37):
    """A tensor of a shape whose elements go up and down between -1 and 1: the same everywhere, unlike random draws."""
    n = torch.Size(shape).numel()
    return torch.sin(torch.arange(n, dtype=torch.float32) * step + 0.1).reshape(shape)


def fill(module):
    """Every floating parameter of a module as waves, small where many meet."""
    with torch.no_grad():
        for i, p in enumerate(module.parameters()):
            scale = (p[0].numel() if p.ndim > 1 else 4) ** -0.5
            p.copy_(waves(*p.shape, step=0.37 + 0.01 * i) * scale + (1.0 if p.ndim == 1 and i % 2 == 0 else 0.0) * 0.5)
    return module
