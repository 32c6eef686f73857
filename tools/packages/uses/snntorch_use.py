# needs: snntorch
import snntorch as snn
import torch
from _show import fill, show, waves
from snntorch import functional as SF
from snntorch import spikegen, surrogate, utils

x = waves(10, 2, 6) + 0.5
for name, neuron in {
    "leaky": snn.Leaky(beta=0.9, spike_grad=surrogate.fast_sigmoid()),
    "synaptic": snn.Synaptic(alpha=0.8, beta=0.9, spike_grad=surrogate.atan()),
    "lapicque": snn.Lapicque(beta=0.9),
    "alpha": snn.Alpha(alpha=0.9, beta=0.8),
    "rleaky": snn.RLeaky(beta=0.9, linear_features=6),
}.items():
    fill(neuron) if name == "rleaky" else None
    state = neuron.init_rleaky() if name == "rleaky" else getattr(neuron, f"init_{name}", neuron.reset_mem)()
    state = state if isinstance(state, tuple) else (state,)
    spikes = []
    for step in x:
        out = neuron(step, *state)
        spikes.append(out[0])
        state = out[0:] if name == "rleaky" else out[1:]
    show(name, torch.stack(spikes).sum(0), state[-1])
net = fill(
    torch.nn.Sequential(
        torch.nn.Linear(6, 8),
        snn.Leaky(0.9, init_hidden=True),
        torch.nn.Linear(8, 3),
        snn.Leaky(0.9, init_hidden=True, output=True),
    )
)
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
for _ in range(4):
    utils.reset(net)
    record = torch.stack([net(step)[0] for step in x])
    loss = SF.ce_rate_loss()(record, torch.tensor([0, 2]))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
show("trained", loss, *net.parameters())
show("latency", spikegen.latency(waves(4).abs(), num_steps=5, normalize=True, linear=True))
show("delta", spikegen.delta(waves(10), threshold=0.2))
