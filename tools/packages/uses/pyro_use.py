# needs: pyro-ppl
import pyro
import pyro.distributions as dist
import torch
from _show import show, waves
from pyro import poutine
from pyro.infer import SVI, Trace_ELBO, TraceEnum_ELBO, config_enumerate
from pyro.infer.autoguide import AutoDelta

data = waves(20) + 1.0


def model(data):
    mean = pyro.sample("mean", dist.Normal(0.0, 10.0))
    scale = pyro.sample("scale", dist.LogNormal(0.0, 1.0))
    with pyro.plate("data", len(data)):
        pyro.sample("x", dist.Normal(mean, scale), obs=data)


pyro.set_rng_seed(0)
guide = AutoDelta(
    model,
    init_loc_fn=pyro.infer.autoguide.init_to_value(values={"mean": torch.tensor(0.5), "scale": torch.tensor(1.0)}),
)
svi = SVI(model, guide, pyro.optim.Adam({"lr": 0.05}), Trace_ELBO())
show("losses", [svi.step(data) for _ in range(30)][::5])
show("guide", *guide.median().values())
trace = poutine.trace(poutine.condition(model, {"mean": torch.tensor(1.0), "scale": torch.tensor(0.5)})).get_trace(data)
show("trace", trace.log_prob_sum())


@config_enumerate
def mixture(data):
    weights = pyro.param("weights", torch.tensor([0.3, 0.7]), constraint=dist.constraints.simplex)
    means = pyro.param("means", torch.tensor([-1.0, 1.5]))
    with pyro.plate("data", len(data)):
        which = pyro.sample("which", dist.Categorical(weights))
        pyro.sample("x", dist.Normal(means[which], 0.5), obs=data)


pyro.clear_param_store()
svi = SVI(mixture, lambda data: None, pyro.optim.Adam({"lr": 0.1}), TraceEnum_ELBO(max_plate_nesting=1))
show("mixture", [svi.step(data) for _ in range(10)], pyro.param("means"), pyro.param("weights"))
for d in (
    dist.Delta(torch.tensor(1.0)),
    dist.VonMises3D(torch.tensor([0.0, 0.0, 2.0])),
    dist.BetaBinomial(2.0, 3.0, 5),
    dist.ZeroInflatedPoisson(torch.tensor(2.0), gate=torch.tensor(0.3)),
):
    value = {"VonMises3D": torch.tensor([0.6, 0.0, 0.8])}.get(type(d).__name__, torch.tensor(1.0))
    show(type(d).__name__, d.log_prob(value))
flow = dist.TransformedDistribution(
    dist.Normal(torch.zeros(2), 1.0).to_event(1), [dist.transforms.AffineTransform(1.0, 2.0)]
)
show("flow", flow.log_prob(waves(3, 2)))
