"""Averages of a model's weights over training, and the learning rate that goes with them."""

from __future__ import annotations

import itertools
import math
import warnings
from copy import deepcopy
from typing import TYPE_CHECKING

from .._base import dtypes
from .._base.exports import defined_in
from .._ops.tensors.tensor_from_numpy import tensor
from ..autograd import no_grad
from ..nn import Module
from ..nn.modules.batchnorm import _BatchNorm
from ._schedules.base import LRScheduler, per_group, require_optimizer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any, Literal

    from .._face.types import device
    from .._tensor.tensor import Tensor
    from .optimizer import Optimizer


def _check_decay(decay):
    if decay < 0.0 or decay > 1.0:
        raise ValueError(f"Invalid decay value {decay} provided. Please provide a value in [0,1] range.")


def _whole(t):
    return not (t.is_floating_point() or t.is_complex())


def get_ema_multi_avg_fn(decay: float = 0.999) -> Callable[[Sequence[Tensor], Sequence[Tensor], Tensor | int], None]:
    """A function ``(averages, weights, number)`` that moves each average, in place, by ``1 - decay`` towards its
    weight.

    Raises ValueError for a decay outside [0, 1].

    >>> mean = torch.zeros(1)
    >>> torch.optim.swa_utils.get_ema_multi_avg_fn(0.75)([mean], [torch.ones(1)], 1)
    >>> mean
    tensor([0.2500])
    """
    _check_decay(decay)

    @no_grad()
    def ema_update(averages, weights, _):
        for mean, w in zip(averages, weights, strict=True):
            if _whole(mean):
                mean.copy_(mean * decay + w * (1 - decay))
            else:
                mean.lerp_(w, 1 - decay)

    return ema_update


def get_swa_multi_avg_fn() -> Callable[[Sequence[Tensor], Sequence[Tensor], Tensor | int], None]:
    """A function ``(averages, weights, number)`` that makes each average, in place, the mean of ``number + 1`` weights.

    >>> mean = torch.zeros(1)
    >>> torch.optim.swa_utils.get_swa_multi_avg_fn()([mean], [torch.ones(1)], 3)
    >>> mean
    tensor([0.2500])
    """

    @no_grad()
    def swa_update(averages, weights, number):
        for mean, w in zip(averages, weights, strict=True):
            if _whole(mean):
                mean.add_((w - mean) / (number + 1))
            else:
                mean.lerp_(w, float(1 / (number + 1)))

    return swa_update


def get_ema_avg_fn(decay: float = 0.999) -> Callable[[Tensor, Tensor, Tensor | int], Tensor]:
    """A function ``(average, weight, number)`` to ``decay * average + (1 - decay) * weight``.

    >>> torch.optim.swa_utils.get_ema_avg_fn(0.75)(torch.zeros(1), torch.ones(1), 1)
    tensor([0.2500])
    """
    _check_decay(decay)

    @no_grad()
    def ema_update(average, weight, _):
        return decay * average + (1 - decay) * weight

    return ema_update


def get_swa_avg_fn() -> Callable[[Tensor, Tensor, Tensor | int], Tensor]:
    """A function ``(average, weight, number)`` to the mean of ``number + 1`` weights.

    >>> torch.optim.swa_utils.get_swa_avg_fn()(torch.zeros(1), torch.ones(1), 3)
    tensor([0.2500])
    """

    @no_grad()
    def swa_update(average, weight, number):
        return average + (weight - average) / (number + 1)

    return swa_update


class AveragedModel(Module):
    """A copy of a model whose parameters are averages: call ``update_parameters(model)`` now and then while that
    trains. Izmailov et al., Averaging weights leads to wider optima, arXiv:1803.05407.

    avg_fn        average, weight and number of averaged models to the new average; by default their mean
    multi_avg_fn  the same for lists of them, in place
    use_buffers   buffers (running statistics) are averaged, too; else they are copied

    Raises AssertionError if both functions are given.

    >>> net = torch.nn.Linear(1, 1)
    >>> mean = torch.optim.swa_utils.AveragedModel(net)
    >>> mean.update_parameters(net)
    >>> mean.n_averaged
    tensor(1)
    """

    module: Module
    n_averaged: Tensor

    def __init__(
        self,
        model: Module,
        device: int | device | None = None,
        avg_fn: Callable[[Tensor, Tensor, Tensor | int], Tensor] | None = None,
        multi_avg_fn: Callable[[Sequence[Tensor], Sequence[Tensor], Tensor | int], None] | None = None,
        use_buffers: bool = False,
    ) -> None:
        super().__init__()
        if avg_fn is not None and multi_avg_fn is not None:
            raise AssertionError("Only one of avg_fn and multi_avg_fn should be provided")
        self.module = deepcopy(model)
        if device is not None:
            self.module = self.module.to(device)
        self.register_buffer("n_averaged", tensor(0, dtype=dtypes.int64, device=device))
        self.avg_fn, self.multi_avg_fn, self.use_buffers = avg_fn, multi_avg_fn, use_buffers

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """The averaged model's result."""
        return self.module(*args, **kwargs)

    @no_grad()
    def update_parameters(self, model: Module) -> None:
        """Take the model's present weights into the averages; the first time they are copied."""
        mine = self.module.parameters(), self.module.buffers() if self.use_buffers else ()
        theirs = model.parameters(), model.buffers() if self.use_buffers else ()
        averages = [p.detach() for p in itertools.chain(*mine)]
        weights = [p.detach().to(a.device) for a, p in zip(averages, itertools.chain(*theirs), strict=False)]
        if self.n_averaged == 0:
            for a, w in zip(averages, weights, strict=True):
                a.copy_(w)
        elif self.multi_avg_fn is None:
            average = self.avg_fn or get_swa_avg_fn()
            for a, w in zip(averages, weights, strict=True):
                a.copy_(average(a, w, self.n_averaged))
        else:
            groups: dict[Any, tuple[list[Tensor], list[Tensor]]] = {}
            for a, w in zip(averages, weights, strict=True):
                groups.setdefault((a.device, a.dtype), ([], []))
                for kept, t in zip(groups[a.device, a.dtype], (a, w), strict=True):
                    kept.append(t)
            for group in groups.values():
                self.multi_avg_fn(*group, self.n_averaged)
        if not self.use_buffers:
            for mine_, its in zip(self.module.buffers(), model.buffers(), strict=True):
                mine_.detach().copy_(its.detach().to(mine_.device))
        self.n_averaged.add_(1)


@no_grad()
def update_bn(loader: Iterable[Any], model: Module, device: int | device | None = None) -> None:
    """Compute the running statistics of all batch norms anew, as means over the batches of ``loader`` (Tensors, or
    lists that begin with one).

    >>> net = torch.nn.BatchNorm1d(1)
    >>> torch.optim.swa_utils.update_bn([torch.ones(2, 1)], net)
    >>> net.running_mean
    tensor([1.])
    """
    momenta = {}
    for module in model.modules():
        if isinstance(module, _BatchNorm):
            module.reset_running_stats()
            momenta[module] = module.momentum
    if not momenta:
        return
    was_training = model.training
    model.train()
    for module in momenta:
        module.momentum = None
    for batch in loader:
        x = batch[0] if isinstance(batch, (list, tuple)) else batch
        model(x if device is None else x.to(device))
    for module, momentum in momenta.items():
        module.momentum = momentum
    model.train(was_training)


class SWALR(LRScheduler):
    """From the present rate to ``swa_lr`` in ``anneal_epochs`` epochs, along a cosine or a line ('linear'), and there
    it stays.

    Raises ValueError for other strategies and a negative number of epochs.

    >>> optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    >>> torch.optim.swa_utils.SWALR(optimizer, swa_lr=0.05).get_last_lr()
    [1.0]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        swa_lr: float,
        anneal_epochs: int = 10,
        anneal_strategy: Literal["cos", "linear"] = "cos",
        last_epoch: int = -1,
    ) -> None:
        require_optimizer(optimizer)
        for rate, group in zip(per_group("swa_lr", optimizer, swa_lr), optimizer.param_groups, strict=True):
            group["swa_lr"] = rate
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}")
        self._anneal_strategy = anneal_strategy
        if not isinstance(anneal_epochs, int) or anneal_epochs < 0:
            raise ValueError(f"anneal_epochs must be equal or greater than 0, got {anneal_epochs}")
        self.anneal_epochs = anneal_epochs
        super().__init__(optimizer, last_epoch)

    def anneal_func(self, t: float) -> float:
        """How far along, from 0 to 1, at the share ``t`` of the epochs."""
        return t if self._anneal_strategy == "linear" else (1 - math.cos(math.pi * t)) / 2

    def get_lr(self) -> list[float | Tensor]:
        if not self._get_lr_called_within_step:
            warnings.warn(
                "To get the last learning rate computed by the scheduler, please use `get_last_lr()`.",
                UserWarning,
                stacklevel=2,
            )
        step = self._step_count - 1
        if self.anneal_epochs == 0:
            step = max(1, step)
        before, now = (self.anneal_func(max(0, min(1, s / max(1, self.anneal_epochs)))) for s in (step - 1, step))
        rates = []
        for group in self.optimizer.param_groups:
            lr, end = group["lr"], group["swa_lr"]
            start = end if before == 1 else (lr - before * end) / (1 - before)
            rates.append(end * now + start * (1 - now))
        return rates


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
