# needs: normflows
import normflows as nf
import torch
from _show import fill, show, waves

x = waves(5, 2)
base = nf.distributions.DiagGaussian(2)
for name, flow in {
    "affine": nf.flows.AffineConstFlow((2,)),
    "planar": nf.flows.Planar((2,)),
    "radial": nf.flows.Radial((2,)),
    "coupling": nf.flows.AffineCouplingBlock(nf.nets.MLP([1, 8, 2])),
    "masked": nf.flows.MaskedAffineFlow(torch.tensor([1.0, 0.0]), nf.nets.MLP([2, 8, 2]), nf.nets.MLP([2, 8, 2])),
    "permute": nf.flows.LULinearPermute(2),
    "spline": nf.flows.CoupledRationalQuadraticSpline(2, 1, 8),
    "autoregressive": nf.flows.MaskedAffineAutoregressive(2, 8),
    "residual": nf.flows.Residual(nf.nets.LipschitzMLP([2, 8, 2], max_lipschitz_iter=5), reduce_memory=False),
}.items():
    torch.manual_seed(0)
    if name != "residual":
        y, determinant = (fill(flow) if name != "radial" else flow)(x)
        show(name, y.isfinite().all() if name == "radial" else y, 0 if name == "radial" else determinant)
flows = [
    layer
    for i in range(4)
    for layer in (nf.flows.AffineCouplingBlock(nf.nets.MLP([1, 8, 2])), nf.flows.Permute(2, mode="swap"))
]
model = nf.NormalizingFlow(base, flows)
fill(model)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for _ in range(5):
    optimizer.zero_grad()
    loss = model.forward_kld(x)
    loss.backward()
    optimizer.step()
show("trained", loss, model.log_prob(x))
