# needs: torchdiffeq
import torch
from _show import fill, show, waves
from torchdiffeq import odeint, odeint_adjoint, odeint_event

net = fill(
    torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.Tanh(), torch.nn.Linear(8, 2))
).double()  # so that the chosen steps do not hang on the last digits


class Field(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.net = net

    def forward(self, t, y):
        return self.net(y) - 0.3 * y + torch.sin(t)


y0, times = waves(3, 2).double(), torch.linspace(0.0, 2.0, 5, dtype=torch.float64)
for method in ("euler", "midpoint", "rk4", "heun3", "bosh3", "dopri5", "dopri8", "adaptive_heun", "explicit_adams"):
    show(method, odeint(Field(), y0, times, method=method, rtol=1e-5, atol=1e-6)[-1])
odeint_adjoint(Field(), y0, times, rtol=1e-6, atol=1e-7).square().mean().backward()
show("adjoint", *[p.grad for p in net.parameters()])
event, state = odeint_event(
    lambda t, s: torch.stack([s[1], -torch.ones(())]), torch.tensor([1.0, 0.0]), torch.tensor(0.0),
    event_fn=lambda t, s: s[0], atol=1e-7, rtol=1e-7,
)  # fmt: skip
show("event", event, state[-1])
