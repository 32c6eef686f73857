# needs: torchcde
import torch
import torchcde
from _show import fill, show, waves

times = torch.linspace(0, 1, 6)
x = torch.cat([times[None, :, None].expand(2, 6, 1), waves(2, 6, 2)], -1)


class Field(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = fill(torch.nn.Linear(4, 12))

    def forward(self, t, z):
        return self.linear(z).tanh().view(*z.shape[:-1], 4, 3)


for name, coefficients, kind in (
    ("hermite", torchcde.hermite_cubic_coefficients_with_backward_differences(x), torchcde.CubicSpline),
    ("natural", torchcde.natural_cubic_coeffs(x), torchcde.CubicSpline),
    ("linear", torchcde.linear_interpolation_coeffs(x, rectilinear=0), torchcde.LinearInterpolation),
):
    path, field = kind(coefficients), Field()
    show(f"{name}-path", path.evaluate(0.4), path.derivative(0.4))
    z = torchcde.cdeint(
        X=path, func=field, z0=waves(2, 4), t=path.interval, adjoint=True, method="rk4", options={"step_size": 0.05}
    )
    z[:, -1].square().sum().backward()
    show(name, z[:, -1], field.linear.bias.grad)
missing = x.clone()
missing[0, 2, 1] = float("nan")
show("missing", torchcde.linear_interpolation_coeffs(missing)[0, 2])
