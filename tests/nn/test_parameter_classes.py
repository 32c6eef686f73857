"""Parameters of classes of one's own, with arguments of their own."""

from __future__ import annotations

import copy

import rushlight as torch
from rushlight import nn


class OnManifold(nn.Parameter):
    def __new__(cls, data=None, manifold=None, requires_grad=True):
        made = nn.Parameter.__new__(cls, data, requires_grad)
        made.manifold = manifold
        return made

    def __deepcopy__(self, memo):
        return type(self)(self.detach().clone(), self.manifold, self.requires_grad)


def test_their_own_arguments():
    p = OnManifold(torch.ones(2), manifold="sphere")
    assert p.manifold == "sphere" and isinstance(p, nn.Parameter) and p.requires_grad
    assert OnManifold(torch.ones(2), "plane", requires_grad=False).manifold == "plane"

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.point = OnManifold(torch.ones(2), manifold="sphere")

    net = Net()
    (net.point * 3).sum().backward()
    assert net.point.grad.tolist() == [3, 3] and dict(net.named_parameters())["point"] is net.point
    other = copy.deepcopy(net)
    assert type(other.point) is OnManifold and other.point.manifold == "sphere" and other.point is not net.point
