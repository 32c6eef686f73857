# needs: gpytorch
import gpytorch
import torch
from _show import show, waves

x = torch.linspace(0, 1, 25)
y = torch.sin(x * 6.0) + 0.1 * waves(25, step=2.1)


class Exact(gpytorch.models.ExactGP):
    def __init__(self, x, y, likelihood, kernel):
        super().__init__(x, y, likelihood)
        self.mean_module = gpytorch.means.ConstantMean()
        self.covar_module = gpytorch.kernels.ScaleKernel(kernel)

    def forward(self, x):
        return gpytorch.distributions.MultivariateNormal(self.mean_module(x), self.covar_module(x))


K = gpytorch.kernels
for kernel in (K.RBFKernel(), K.MaternKernel(2.5), K.PeriodicKernel(), K.RQKernel(), K.RBFKernel() + K.LinearKernel()):
    likelihood = gpytorch.likelihoods.GaussianLikelihood()
    model = Exact(x, y, likelihood, kernel)
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    mll = gpytorch.mlls.ExactMarginalLogLikelihood(likelihood, model)
    for _ in range(15):
        optimizer.zero_grad()
        loss = -mll(model(x), y)
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad(), gpytorch.settings.fast_pred_var():
        prediction = likelihood(model(torch.linspace(0.1, 0.9, 6)))
    show(type(kernel).__name__, loss, prediction.mean, prediction.variance)


class Approximate(gpytorch.models.ApproximateGP):
    def __init__(self, points):
        q = gpytorch.variational.CholeskyVariationalDistribution(points.size(0))
        super().__init__(gpytorch.variational.VariationalStrategy(self, points, q, learn_inducing_locations=True))
        self.mean_module = gpytorch.means.ZeroMean()
        self.covar_module = K.ScaleKernel(K.RBFKernel())

    def forward(self, x):
        return gpytorch.distributions.MultivariateNormal(self.mean_module(x), self.covar_module(x))


torch.manual_seed(0)
model, likelihood = Approximate(x[::4].clone()), gpytorch.likelihoods.GaussianLikelihood()
with torch.no_grad():
    model.variational_strategy._variational_distribution.variational_mean.copy_(waves(7))
model.variational_strategy.variational_params_initialized.fill_(1)
elbo = gpytorch.mlls.VariationalELBO(likelihood, model, num_data=25)
optimizer = torch.optim.Adam([*model.parameters(), *likelihood.parameters()], lr=0.05)
for _ in range(10):
    optimizer.zero_grad()
    loss = -elbo(model(x), y)
    loss.backward()
    optimizer.step()
show("variational", loss, model(x).mean)
