"""A small network learns better from a large one's doubts than from labels (Hinton, Vinyals and Dean, 2015).

python -m rushlight examples/distillation.py --steps 1500
"""

import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F

CLASSES, INPUTS = 10, 24


def task():
    """Points around two centers per class, and a sampler of them with wrong labels here and there."""
    centers = 1.5 * torch.randn(2 * CLASSES, INPUTS)

    def sample(n, wrong):
        center = torch.randint(0, 2 * CLASSES, (n,))
        x = centers[center] + 1.6 * torch.randn(n, INPUTS)
        labels = torch.where(torch.rand(n) < wrong, torch.randint(0, CLASSES, (n,)), center % CLASSES)
        return x, labels

    return sample


def mlp(hidden):
    return nn.Sequential(
        nn.Linear(INPUTS, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, CLASSES)
    )


def distilled(logits, teacher, labels, temperature=3.0, share=0.9):
    """The teacher's softened opinion for the most part, the labels for the rest."""
    soft = F.kl_div(
        F.log_softmax(logits / temperature, dim=1),
        F.log_softmax(teacher / temperature, dim=1),
        reduction="batchmean",
        log_target=True,
    )
    return share * temperature**2 * soft + (1 - share) * F.cross_entropy(logits, labels)


def train(net, loss_of, x, y, steps, name):
    optimizer = torch.optim.Adam(net.parameters(), lr=2e-3)
    for step in range(1, steps + 1):
        chosen = torch.randint(0, len(y), (64,))
        loss = loss_of(net(x[chosen]), chosen)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % max(1, steps // 5) == 0:
            print(f"step {step} loss {loss.item():.6f} ({name})")


def main():
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    sample = task()
    (x, y), (test_x, test_y) = sample(10000, wrong=0.0), sample(4000, wrong=0.0)
    small_x, small_y = sample(1000, wrong=0.3)  # what the student gets: few points, and doubtful labels

    teacher, alone, student = mlp(128), mlp(16), mlp(16)
    student.load_state_dict(alone.state_dict())
    train(teacher, lambda logits, i: F.cross_entropy(logits, y[i]), x, y, args.steps, "teacher")
    with torch.no_grad():
        opinions = teacher(small_x)
    train(alone, lambda logits, i: F.cross_entropy(logits, small_y[i]), small_x, small_y, args.steps, "labels alone")
    train(
        student, lambda logits, i: distilled(logits, opinions[i], small_y[i]), small_x, small_y, args.steps, "distilled"
    )

    with torch.no_grad():
        a, b, c = ((net(test_x).argmax(1) == test_y).float().mean().item() for net in (teacher, student, alone))
    print(f"accuracy: teacher {a:.3f}, student distilled {b:.3f}, student from labels alone {c:.3f}")


if __name__ == "__main__":
    main()
