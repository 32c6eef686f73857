# needs: higher
import higher
import torch
from _show import fill, show, waves

net = fill(torch.nn.Sequential(torch.nn.Linear(3, 6), torch.nn.Tanh(), torch.nn.Linear(6, 1)))
x, y = waves(8, 3), waves(8, 1, step=0.8)
for name, optimizer in {
    "sgd": torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9),
    "adam": torch.optim.Adam(net.parameters(), lr=0.05),
    "rmsprop": torch.optim.RMSprop(net.parameters(), lr=0.01),
    "adagrad": torch.optim.Adagrad(net.parameters(), lr=0.05),
}.items():
    net.zero_grad()
    with higher.innerloop_ctx(net, optimizer, copy_initial_weights=False) as (inner, steps):
        for _ in range(3):
            steps.step(torch.nn.functional.mse_loss(inner(x), y))
        outer = torch.nn.functional.mse_loss(inner(x.flip(0)), y)
    outer.backward()
    show(name, outer, *[p.grad for p in net.parameters()])
rate = torch.tensor(0.1, requires_grad=True)
with higher.innerloop_ctx(net, torch.optim.SGD(net.parameters(), lr=0.1), override={"lr": [rate]}) as (inner, steps):
    steps.step(inner(x).square().mean())
    inner(x).square().mean().backward()
show("rate", rate.grad)
