"""A graph network finds the communities of a network's members from a few known ones (GCN: Kipf and Welling, 2016).

python -m rushlight examples/graph_convolution.py --steps 200
"""

import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F

NODES, GROUPS, KNOWN = 400, 4, 5  # members, communities, members of each that are known


def network():
    """Adjacency (N, N) of a random graph whose edges prefer their own community, features (N, 16), communities (N,)."""
    groups = torch.arange(NODES) % GROUPS
    same = groups.unsqueeze(0) == groups.unsqueeze(1)
    chance = torch.where(same, 0.12, 0.01)
    upper = torch.triu(torch.bernoulli(chance), diagonal=1)
    features = torch.randn(NODES, 16)
    features[:, :GROUPS] += 0.7 * F.one_hot(groups, GROUPS)  # a weak hint, useless without the neighbours
    return upper + upper.T, features, groups


class GraphConvolution(nn.Module):
    """x (N, in) to P x W (N, out), with P = D^-1/2 (A + 1) D^-1/2."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.linear = nn.Linear(inputs, outputs)

    def forward(self, x, propagate):
        return propagate @ self.linear(x)


class GCN(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.first, self.second = GraphConvolution(16, hidden), GraphConvolution(hidden, GROUPS)
        self.dropout = nn.Dropout(0.5)

    def forward(self, x, propagate):
        x = F.relu(self.first(self.dropout(x), propagate))
        return self.second(self.dropout(x), propagate)


def main():
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    adjacency, x, groups = network()
    a = adjacency + torch.eye(NODES)
    scale = a.sum(1).rsqrt()
    propagate = scale.unsqueeze(1) * a * scale
    known = torch.arange(NODES) < GROUPS * KNOWN

    results = {}
    for name, matrix in (("alone", torch.eye(NODES)), ("graph", propagate)):
        model = GCN()
        optimizer = torch.optim.Adam(model.parameters(), lr=0.01, weight_decay=5e-4)
        for step in range(1, args.steps + 1):
            loss = F.cross_entropy(model(x, matrix)[known], groups[known])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            if name == "graph" and step % max(1, args.steps // 10) == 0:
                print(f"step {step} loss {loss.item():.6f}")
        model.eval()
        with torch.no_grad():
            guess = model(x, matrix).argmax(1)
        results[name] = (guess == groups)[~known].float().mean().item()
    print(f"communities found {results['graph']:.3f} (without the graph: {results['alone']:.3f})")


if __name__ == "__main__":
    main()
