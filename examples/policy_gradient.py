"""A policy learns to balance a pole on a cart from rewards alone (REINFORCE: Williams, 1992; the cart: Barto et al.,
1983).

python -m rushlight examples/policy_gradient.py --steps 40
"""

import argparse
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

LIMIT = 200  # steps of a perfect episode


class Carts:
    """Many carts with a pole each; state (n, 4): position, velocity, angle, angular velocity."""

    def __init__(self, n):
        self.state = 0.1 * torch.rand(n, 4) - 0.05

    def step(self, action):
        """Push left (0) or right (1) for 0.02 s; returns which poles still stand."""
        x, v, angle, spin = self.state.unbind(1)
        force = 20.0 * action - 10.0
        sin, cos = angle.sin(), angle.cos()
        push = (force + 0.05 * spin**2 * sin) / 1.1
        turn = (9.8 * sin - cos * push) / (0.5 * (4 / 3 - 0.1 * cos**2 / 1.1))
        drive = push - 0.05 * turn * cos / 1.1
        self.state = torch.stack([x + 0.02 * v, v + 0.02 * drive, angle + 0.02 * spin, spin + 0.02 * turn], 1)
        return (self.state[:, 0].abs() < 2.4) & (self.state[:, 2].abs() < 12 * math.pi / 180)


def episode(policy, n):
    """Log-probabilities of the actions taken (T, n), and which carts were still running then (T, n)."""
    carts, running = Carts(n), torch.ones(n, dtype=torch.bool)
    log_probabilities, mask = [], []
    for _ in range(LIMIT):
        log_p = F.log_softmax(policy(carts.state), dim=1)
        action = torch.multinomial(log_p.detach().exp(), 1)
        log_probabilities.append(log_p.gather(1, action).squeeze(1))
        mask.append(running)
        running = running & carts.step(action.squeeze(1))
        if not running.any():
            break
    return torch.stack(log_probabilities), torch.stack(mask).float()


def main():
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    policy = nn.Sequential(nn.Linear(4, 32), nn.Tanh(), nn.Linear(32, 2))
    optimizer = torch.optim.Adam(policy.parameters(), lr=0.02)
    for step in range(1, args.steps + 1):
        log_p, running = episode(policy, 16)
        # What an action earned is the time that its pole stood afterwards; compared with the other carts at that time.
        earned = running.flip(0).cumsum(0).flip(0)
        alive = running.sum(1, keepdim=True)
        advantage = (earned - (earned * running).sum(1, keepdim=True) / alive) * running
        advantage = advantage / (advantage.std() + 1e-6)
        loss = -(log_p * advantage * running).sum() / running.sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % max(1, args.steps // 10) == 0:
            print(f"step {step} loss {loss.item():.6f} balanced {running.sum(0).mean().item():.2f}")

    with torch.no_grad():
        balanced = episode(policy, 64)[1].sum(0).mean().item()
    print(f"steps balanced {balanced:.1f} of {LIMIT}")


if __name__ == "__main__":
    main()
