# needs: spikingjelly
import torch
from _show import fill, show, waves
from spikingjelly.activation_based import encoding, functional, layer, neuron, surrogate

x = waves(8, 2, 6) + 0.6
for name, made in {
    "if": neuron.IFNode(surrogate_function=surrogate.ATan()),
    "lif": neuron.LIFNode(tau=2.0, surrogate_function=surrogate.Sigmoid()),
    "plif": neuron.ParametricLIFNode(init_tau=2.0),
    "qif": neuron.QIFNode(),
}.items():
    z = x.clone().requires_grad_()
    out = torch.stack([made(step) for step in z])
    out.sum().backward()
    show(name, out.sum(0), z.grad[-1])
net = fill(torch.nn.Sequential(layer.Linear(6, 8), neuron.LIFNode(), layer.Linear(8, 3), neuron.LIFNode()))
functional.set_step_mode(net, "m")
rate = net(x).mean(0)
loss = torch.nn.functional.cross_entropy(rate, torch.tensor([0, 2]))
loss.backward()
show("net", rate, loss, net[0].weight.grad)
functional.reset_net(net)
show("latency", encoding.LatencyEncoder(5)(waves(4).abs()))
