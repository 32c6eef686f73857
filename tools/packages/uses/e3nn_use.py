# needs: e3nn
import torch
from _show import fill, show, waves
from e3nn import nn, o3

torch.set_default_dtype(torch.float32)
irreps = o3.Irreps("4x0e + 2x1o + 1x2e")
x = waves(3, irreps.dim)
show("harmonics", o3.spherical_harmonics([0, 1, 2, 3], waves(4, 3), normalize=True))
show("wigner", o3.wigner_3j(1, 1, 2))
show("matrix", o3.Irrep("2e").D_from_angles(torch.tensor(0.3), torch.tensor(0.5), torch.tensor(0.7)))
linear = fill(o3.Linear(irreps, "3x0e + 1x1o"))
show("linear", linear(x))
product = fill(o3.FullyConnectedTensorProduct(irreps, "1x0e + 1x1o", "2x0e + 1x1o"))
show("product", product(x, waves(3, 4)))
show("norm", o3.Norm(irreps)(x))
show("batch", fill(nn.BatchNorm(irreps))(x))
gate = nn.Gate("2x0e", [torch.tanh], "1x0e", [torch.sigmoid], "1x1o")
show("gate", gate(waves(3, gate.irreps_in.dim)))
show("network", fill(nn.FullyConnectedNet([4, 8, 2], torch.tanh))(waves(3, 4)))
z = waves(3, irreps.dim).requires_grad_()
product(z, waves(3, 4)).square().sum().backward()
show("gradient", z.grad)
rotation = o3.matrix_x(torch.tensor(0.4))
turned = linear(x @ irreps.D_from_matrix(rotation).T) - linear(x) @ o3.Irreps("3x0e + 1x1o").D_from_matrix(rotation).T
show("equivariance", (turned.abs().max() < 1e-4).float())
