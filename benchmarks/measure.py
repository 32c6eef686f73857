"""One measurement in this process: ``measure.py rushlight|torch step|micro|gemm|first THREADS``; prints JSON
(microseconds)."""

from __future__ import annotations

import importlib
import json
import sys
import time


def best(f, seconds=0.4, repeats=5):
    """Microseconds per call: the quickest of ``repeats`` runs that share ``seconds``."""
    f()
    n, took = 1, 0.0
    while took < 0.02:
        n *= 2
        took = clock(f, n)
    n = max(1, int(n * seconds / repeats / took))
    return min(clock(f, n) for _ in range(repeats)) / n * 1e6


def clock(f, n):
    started = time.perf_counter()
    for _ in range(n):
        f()
    return time.perf_counter() - started


def network(torch, nn, F):
    """The seed's network."""

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = nn.Conv2d(3, 6, 5)
            self.pool = nn.MaxPool2d(2, 2)
            self.conv2 = nn.Conv2d(6, 16, 5)
            self.fc1 = nn.Linear(16 * 5 * 5, 120)
            self.fc2 = nn.Linear(120, 84)
            self.fc3 = nn.Linear(84, 10)

        def forward(self, x):
            x = self.pool(F.relu(self.conv1(x)))
            x = self.pool(F.relu(self.conv2(x)))
            x = x.view(-1, 16 * 5 * 5)
            x = F.relu(self.fc1(x))
            x = F.relu(self.fc2(x))
            return self.fc3(x)

    return Net()


def stepper(torch, name, batch):
    """A function that makes one training step."""
    nn, F, optim = (importlib.import_module(f"{name}.{m}") for m in ("nn", "nn.functional", "optim"))
    torch.manual_seed(0)
    net, criterion = network(torch, nn, F), nn.CrossEntropyLoss()
    optimizer = optim.SGD(net.parameters(), lr=0.001, momentum=0.9)
    x, y = torch.randn(batch, 3, 32, 32), torch.randint(0, 10, (batch,))

    def step():
        optimizer.zero_grad()
        loss = criterion(net(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def step(torch, name):
    """Whole training steps of the seed's network."""
    return {f"batch {b}": best(stepper(torch, name, b), 1.5) for b in (4, 32, 256)}


def micro(torch, name):
    """Single calls on small tensors, and the backward pass per node."""
    x, y = torch.randn(16, requires_grad=True), torch.randn(16, requires_grad=True)
    m = torch.randn(4, 4, requires_grad=True)
    seed = torch.ones(16)
    times = {
        "x + y": best(lambda: x + y),
        "x * y": best(lambda: x * y),
        "x * 2.5": best(lambda: x * 2.5),
        "relu(x)": best(lambda: torch.relu(x)),
        "x.view(4, 4)": best(lambda: x.view(4, 4)),
        "m[0]": best(lambda: m[0]),
        "m[:, 1:3]": best(lambda: m[:, 1:3]),
    }

    p = [torch.zeros(3, requires_grad=True) for _ in range(10)]
    optimizer = importlib.import_module(f"{name}.optim").SGD(p, lr=0.1, momentum=0.9)
    for q in p:
        q.grad = torch.ones(3)
    times["SGD.step, 10 parameters of 3"] = best(optimizer.step)
    times["zero_grad, 10 parameters"] = best(optimizer.zero_grad)

    def chain(op):
        z = x
        for _ in range(100):
            z = op(z)
        return z

    ops = {"add": lambda z: z + y, "mul": lambda z: z * y, "relu": torch.relu, "view": lambda z: z.view(16)}
    for kind, op in ops.items():
        forward = best(lambda op=op: chain(op))
        both = best(lambda op=op: chain(op).backward(seed))
        times[f"forward per node, {kind} chain"] = forward / 100
        times[f"backward per node, {kind} chain"] = (both - forward) / 100
    return times


def gemm(torch, name):
    """GFLOP/s of a 1024 x 1024 float32 product."""
    a, b = torch.randn(1024, 1024), torch.randn(1024, 1024)
    return {"gflops": 2 * 1024**3 / best(lambda: a @ b, 1.0) / 1e3}


def first(torch, name):
    """A first training step, for the time from process start."""
    return {"loss": stepper(torch, name, 4)()}


if __name__ == "__main__":
    library, what, threads = sys.argv[1:]
    module = importlib.import_module(library)
    module.set_num_threads(int(threads))
    print(json.dumps({"step": step, "micro": micro, "gemm": gemm, "first": first}[what](module, library)))
