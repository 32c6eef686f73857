# needs: botorch
import torch
from _show import show, waves
from botorch.acquisition import ExpectedImprovement, LogExpectedImprovement, UpperConfidenceBound, qExpectedImprovement
from botorch.fit import fit_gpytorch_mll
from botorch.models import SingleTaskGP
from botorch.models.transforms import Normalize, Standardize
from botorch.optim import optimize_acqf
from botorch.sampling import SobolQMCNormalSampler
from botorch.utils.multi_objective.hypervolume import Hypervolume
from gpytorch.mlls import ExactMarginalLogLikelihood

x = waves(12, 2).double().abs()
y = torch.sin(3 * x).sum(-1, keepdim=True)
model = SingleTaskGP(x, y, input_transform=Normalize(2), outcome_transform=Standardize(1))
fit_gpytorch_mll(ExactMarginalLogLikelihood(model.likelihood, model))
points = waves(4, 1, 2, step=0.8).double().abs()
posterior = model.posterior(points)
show("posterior", posterior.mean, posterior.variance)
for acquisition in (
    ExpectedImprovement(model, best_f=1.2),
    LogExpectedImprovement(model, best_f=1.2),
    UpperConfidenceBound(model, beta=0.2),
):
    show(type(acquisition).__name__, acquisition(points))
sampler = SobolQMCNormalSampler(torch.Size([64]), seed=1)
show("qei", qExpectedImprovement(model, best_f=1.2, sampler=sampler)(waves(3, 2, 2).double().abs()))
bounds = torch.tensor([[0.0, 0.0], [1.0, 1.0]], dtype=torch.double)
torch.manual_seed(0)
candidate, value = optimize_acqf(UpperConfidenceBound(model, beta=0.2), bounds, q=1, num_restarts=4, raw_samples=32)
show("best", value)
show("volume", Hypervolume(torch.zeros(2)).compute(torch.tensor([[1.0, 2.0], [2.0, 1.0]])))
