# needs: captum
import torch
from _show import fill, show, waves
from captum import attr
from captum.metrics import sensitivity_max

net = fill(
    torch.nn.Sequential(
        torch.nn.Conv2d(1, 3, 3), torch.nn.ReLU(), torch.nn.MaxPool2d(2), torch.nn.Flatten(), torch.nn.Linear(27, 4)
    )
).eval()
x = waves(2, 1, 8, 8)
for name in ("Saliency", "InputXGradient", "GuidedBackprop", "Deconvolution", "IntegratedGradients", "DeepLift"):
    show(name, getattr(attr, name)(net).attribute(x.clone().requires_grad_(), target=1).sum((-1, -2)))
result, delta = attr.IntegratedGradients(net).attribute(
    x, baselines=x * 0 + 0.1, target=2, n_steps=20, return_convergence_delta=True
)
show("integrated", result, delta)
show("occlusion", attr.Occlusion(net).attribute(x, sliding_window_shapes=(1, 3, 3), target=0))
show("ablation", attr.FeatureAblation(net).attribute(x, target=0, feature_mask=torch.arange(64).reshape(1, 8, 8) // 16))
show("layer", attr.LayerGradCam(net, net[0]).attribute(x, target=1))
show("conductance", attr.LayerConductance(net, net[0]).attribute(x, target=1, n_steps=10))
show("activation", attr.LayerActivation(net, net[1]).attribute(x))
show("neuron", attr.NeuronGradient(net, net[0]).attribute(x, (0, 1, 1)))
torch.manual_seed(0)
show("infidelity", sensitivity_max(attr.Saliency(net).attribute, x, target=1, perturb_radius=0.0))
