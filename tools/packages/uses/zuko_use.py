# needs: zuko
import torch
import zuko
from _show import fill, show, waves

x, context = waves(6, 3), waves(6, 2, step=0.8)
for name in ("MAF", "NSF", "NICE", "GMM", "NAF", "BPF", "SOSPF", "CNF", "GF"):
    torch.manual_seed(0)
    options = {"components": 3} if name == "GMM" else {} if name == "CNF" else {"transforms": 2}
    if name not in ("GMM",):
        options["hidden_features"] = (8, 8)
    flow = fill(getattr(zuko.flows, name)(3, 2, **options))
    loss = -flow(context).log_prob(x).mean()
    loss.backward()
    show(name, loss, next(p.grad for p in flow.parameters() if p.grad is not None))
for name, d in {
    "uniform": zuko.distributions.BoxUniform(-torch.ones(3), torch.ones(3)),
    "normal": zuko.distributions.DiagNormal(torch.zeros(3), torch.ones(3)),
    "mixture": zuko.distributions.Mixture(zuko.distributions.DiagNormal(waves(2, 3), torch.ones(2, 3)), waves(2)),
}.items():
    show(name, d.log_prob(x * 0.9))
spline = zuko.transforms.MonotonicRQSTransform(waves(8), waves(8, step=0.6), waves(7))
show("spline", spline(x), spline.inv(spline(x)), spline.log_abs_det_jacobian(x, spline(x)))
