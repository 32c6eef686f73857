# needs: nflows
import torch
from _show import fill, show, waves
from nflows import distributions, flows, transforms
from nflows.nn.nets import ResidualNet

x = waves(6, 4)


def net(i, o):
    return ResidualNet(i, o, hidden_features=8, num_blocks=1)


for name, layer in {
    "autoregressive": transforms.MaskedAffineAutoregressiveTransform(4, 8),
    "quadratic": transforms.MaskedPiecewiseRationalQuadraticAutoregressiveTransform(
        4, 8, tails="linear", num_bins=5, tail_bound=3.0
    ),
    "coupling": transforms.AffineCouplingTransform(torch.tensor([1, 0, 1, 0]), net),
    "spline": transforms.PiecewiseRationalQuadraticCouplingTransform(
        torch.tensor([1, 0, 1, 0]), net, num_bins=5, tails="linear", tail_bound=3.0
    ),
    "lu": transforms.LULinear(4),
    "householder": transforms.HouseholderSequence(4, 3),
    "reverse": transforms.ReversePermutation(4),
}.items():
    y, determinant = fill(layer).eval()(x)
    back, _ = layer.inverse(y)
    show(name, y, determinant, back)
flow = flows.Flow(
    transforms.CompositeTransform(
        [transforms.MaskedAffineAutoregressiveTransform(4, 8), transforms.RandomPermutation(4)]
    ),
    distributions.StandardNormal([4]),
)
flow._transform._transforms[1]._permutation.copy_(torch.tensor([2, 0, 3, 1]))
optimizer = torch.optim.Adam(fill(flow).parameters(), lr=0.01)
for _ in range(5):
    optimizer.zero_grad()
    loss = -flow.log_prob(x).mean()
    loss.backward()
    optimizer.step()
show("trained", loss)
