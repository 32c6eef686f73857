# needs: torch-optimizer pytorch_optimizer
import pytorch_optimizer
import torch
import torch_optimizer
from _show import fill, show, waves

x, y = waves(16, 4), waves(16, 1, step=0.8)


def trained(label, made):
    net = fill(torch.nn.Sequential(torch.nn.Linear(4, 6), torch.nn.Tanh(), torch.nn.Linear(6, 1)))
    optimizer = made(net.parameters())
    for _ in range(6):

        def closure():
            optimizer.zero_grad()
            loss = torch.nn.functional.mse_loss(net(x), y)
            loss.backward(create_graph=True)
            return loss

        loss = closure()
        optimizer.step()
    show(label, loss, *net.parameters())


for name in (
    "AccSGD", "AdaBelief", "AdaBound", "AdaMod", "AdamP", "AggMo", "Apollo", "DiffGrad", "Lamb", "MADGRAD", "NovoGrad",
    "PID", "QHAdam", "QHM", "RAdam", "Ranger", "RangerQH", "RangerVA", "SGDP", "SGDW", "SWATS", "Yogi", "Adahessian",
):  # fmt: skip
    torch.manual_seed(0)
    if name != "Adahessian":  # it draws its directions
        trained(f"to.{name}", lambda p, name=name: getattr(torch_optimizer, name)(p, lr=0.01))
for name in (
    "AdaBelief", "AdaNorm", "AdaPNM", "AdaSmooth", "Adai", "Adan", "AdamS", "AdEMAMix", "Amos", "ASGD",
    "AvaGrad", "CAME", "DAdaptAdam", "FAdam", "Fromage", "Gravity", "GrokFastAdamW", "Kate", "LaProp",
    "LARS", "Lion", "MARS", "Nero",
    "Padam", "PNM", "Prodigy", "ScheduleFreeAdamW", "SGDSaI", "SignSGD", "SM3", "SRMM", "StableAdamW", "TAM", "Tiger",
):  # fmt: skip
    if hasattr(pytorch_optimizer, name):
        trained(f"po.{name}", lambda p, name=name: getattr(pytorch_optimizer, name)(p))
