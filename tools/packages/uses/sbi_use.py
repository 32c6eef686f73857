# needs: sbi
import torch
from _show import show, waves
from sbi.inference import NPE
from sbi.inference.posteriors import MCMCPosterior
from sbi.utils import BoxUniform

prior = BoxUniform(-2 * torch.ones(2), 2 * torch.ones(2))
theta = waves(200, 2) * 1.9
x = theta + 0.1 * waves(200, 2, step=0.9)
show("prior", prior.log_prob(theta[:4]))
torch.manual_seed(0)
inference = NPE(prior, density_estimator="mdn", show_progress_bars=False)
estimator = inference.append_simulations(theta, x).train(max_num_epochs=4, training_batch_size=50)
posterior = inference.build_posterior(estimator)
samples = posterior.sample((50,), x=torch.tensor([0.5, -0.5]), show_progress_bars=False)
show("samples", samples.shape[0], samples.isfinite().all(), prior.log_prob(samples).isfinite().all())
show("density", posterior.log_prob(samples, x=torch.tensor([0.5, -0.5])).isfinite().all())
print("kinds", type(posterior).__name__, MCMCPosterior.__name__)
