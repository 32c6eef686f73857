# needs: numpy
import torch
from _show import fill, show, waves
from torch.func import functional_call, functionalize, stack_module_state

import functorch
from functorch import combine_state_for_ensemble, grad, hessian, jacfwd, jacrev, jvp, make_functional, vjp, vmap

x, y = waves(5, 3), waves(5, 1, step=0.7)
net = fill(torch.nn.Sequential(torch.nn.Linear(3, 6), torch.nn.Tanh(), torch.nn.Linear(6, 1)))
parameters = dict(net.named_parameters())


def loss(parameters, x, y):
    return torch.nn.functional.mse_loss(functional_call(net, parameters, (x,)), y)


each = vmap(grad(loss), in_dims=(None, 0, 0))(parameters, x, y)
show("each", *each.values())
show("hessian", hessian(lambda v: net(v).square().sum())(x[0]))
show("jacobians", jacrev(net)(x[0]), jacfwd(net)(x[0]), jacfwd(jacrev(net))(x[0]))
out, pull = vjp(net, x)
show("vjp", *pull(torch.ones_like(out)), *jvp(net, (x,), (x.flip(0),)))
function, weights = make_functional(net)
show("functional", function(weights, x))
nets = [fill(torch.nn.Linear(3, 2)) for _ in range(3)]
stacked, buffers = stack_module_state(nets)
show("ensemble", vmap(lambda p, b: functional_call(nets[0], (p, b), (x,)))(stacked, buffers))
call, together, _ = combine_state_for_ensemble(nets)
show("older", vmap(call, in_dims=(0, 0, None))(together, (), x))
show("functionalize", functionalize(lambda v: v.clone().add_(1).view(-1)[1:])(x))
show("in_dims", vmap(torch.dot, in_dims=(1, 1))(x, x.flip(0)), vmap(vmap(torch.mul))(x, x))
print("name", functorch.__name__)
