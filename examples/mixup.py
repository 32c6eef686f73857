"""Training on blends of two examples and of their labels resists wrong labels (mixup: Zhang et al., 2017).

python -m rushlight examples/mixup.py --steps 1000
"""

import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F

CLASSES, INPUTS = 8, 64


def task():
    """A sampler of points around one center per class, some of whose labels are wrong."""
    centers = 1.2 * torch.randn(CLASSES, INPUTS)

    def sample(n, wrong):
        labels = torch.randint(0, CLASSES, (n,))
        x = centers[labels] + 1.5 * torch.randn(n, INPUTS)
        return x, torch.where(torch.rand(n) < wrong, torch.randint(0, CLASSES, (n,)), labels)

    return sample


def mixed(x, y):
    """Each example blended with another one of the batch; targets are blended likewise (probabilities)."""
    other = torch.randperm(len(x))
    share = torch.rand(len(x), 15).median(1, keepdim=True).values  # the median of 15 uniform numbers is Beta(8, 8)
    target = F.one_hot(y, CLASSES).float()
    return torch.lerp(x, x[other], share), torch.lerp(target, target[other], share)


def train(x, y, steps, mix):
    net = nn.Sequential(nn.Linear(INPUTS, 128), nn.GELU(), nn.Linear(128, 128), nn.GELU(), nn.Linear(128, CLASSES))
    optimizer = torch.optim.AdamW(net.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    for step in range(1, steps + 1):
        chosen = torch.randint(0, len(y), (64,))
        a, b = x[chosen], y[chosen]
        if mix:
            a, b = mixed(a, b)
        loss = criterion(net(a), b)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % max(1, steps // 5) == 0:
            print(f"step {step} loss {loss.item():.6f} ({'mixup' if mix else 'plain'})")
    return net


def main():
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    sample = task()
    x, y = sample(1000, wrong=0.5)
    test_x, test_y = sample(4000, wrong=0.0)
    results = {}
    for mix in (False, True):
        net = train(x, y, args.steps, mix)
        with torch.no_grad():
            logits = net(test_x)
        accuracy = (logits.argmax(1) == test_y).float().mean().item()
        results[mix] = f"accuracy {accuracy:.3f}, loss {F.cross_entropy(logits, test_y).item():.3f}"
    print(f"on new points with mixup: {results[True]}; without: {results[False]}")


if __name__ == "__main__":
    main()
