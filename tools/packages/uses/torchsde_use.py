# needs: torchsde
import torch
import torchsde
from _show import fill, show, waves


class Equation(torch.nn.Module):
    noise_type, sde_type = "diagonal", "ito"

    def __init__(self, sde_type="ito"):
        super().__init__()
        self.sde_type = sde_type
        self.drift = fill(torch.nn.Linear(3, 3))

    def f(self, t, y):
        return self.drift(y)

    def g(self, t, y):
        return 0.1 * y


class Still:
    """Noise that is the same everywhere: a smooth path instead of a random one."""

    shape, dtype, device, levy_area_approximation = (2, 3), torch.float32, torch.device("cpu"), "none"

    def __call__(self, ta, tb=None, return_U=False, return_A=False):
        return (torch.sin(torch.as_tensor(tb)) - torch.sin(torch.as_tensor(ta))) * torch.ones(2, 3)


times = torch.linspace(0, 1, 4)
for kind, method in (
    ("ito", "euler"),
    ("ito", "milstein"),
    ("ito", "srk"),
    ("stratonovich", "midpoint"),
    ("stratonovich", "heun"),
):
    if method != "srk":  # it needs more of the path
        show(method, torchsde.sdeint(Equation(kind), waves(2, 3), times, bm=Still(), method=method, dt=0.05))
torch.manual_seed(0)
path = torchsde.BrownianInterval(0.0, 1.0, size=(2, 3), entropy=5)
show("path", path(0.0, 1.0).shape[0], (path(0.0, 0.5) + path(0.5, 1.0) - path(0.0, 1.0)).abs().max())
equation = Equation("stratonovich")
torchsde.sdeint_adjoint(equation, waves(2, 3), times, method="midpoint", dt=0.1, bm=path).mean().backward()
show("adjoint", equation.drift.bias.grad.isfinite().all())
