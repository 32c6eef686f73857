"""Relaxed coins and categories: numbers in between, whose samples have a gradient.

Maddison, Mnih and Teh, "The Concrete distribution", 2016; Jang, Gu and Poole, "Categorical reparametrization with
Gumbel-softmax", 2016.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import rushlight as rl

from . import constraints
from ._categories import Categorical, OnCategorical
from ._counts import _PROBS_OR_LOGITS
from .distribution import Distribution
from .transformed_distribution import TransformedDistribution
from .transforms import ExpTransform, SigmoidTransform
from .utils import ProbsAndLogits, broadcast_all, clamp_probs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .._face.types import Number
    from .._tensor.tensor import Tensor

__all__ = ["ExpRelaxedCategorical", "LogitRelaxedBernoulli", "RelaxedBernoulli", "RelaxedOneHotCategorical"]


def _uniforms(shape, dtype):
    """Uniform numbers, none of them 0 or 1."""
    return clamp_probs(rl.rand(shape, dtype=dtype))


class LogitRelaxedBernoulli(ProbsAndLogits, Distribution):
    """The log-odds of a RelaxedBernoulli; ``temperature`` is a tensor.

    >>> torch.distributions.relaxed_bernoulli.LogitRelaxedBernoulli(torch.tensor(1.0), 0.5).log_prob(torch.tensor(0.0))
    tensor(-1.3863)
    """

    arg_constraints = _PROBS_OR_LOGITS
    support = constraints.real
    _batched = {"temperature": None, "probs": 0, "logits": 0, "_param": 0}

    def __init__(
        self,
        temperature: Tensor,
        probs: Tensor | Number | None = None,
        logits: Tensor | Number | None = None,
        validate_args: bool | None = None,
    ) -> None:
        self.temperature = temperature
        self._set_probs_or_logits(probs, logits)
        super().__init__(self._param.shape, validate_args=validate_args)

    def rsample(self, sample_shape: Sequence[int] = ()) -> Tensor:
        shape = self._extended_shape(sample_shape)
        probs = clamp_probs(self.probs.expand(shape))
        u = _uniforms(shape, probs.dtype)
        return (u.log() - (-u).log1p() + probs.log() - (-probs).log1p()) / self.temperature

    def log_prob(self, value: Tensor) -> Tensor:
        logits, value = broadcast_all(self.logits, self._checked(value))
        x = logits - value * self.temperature
        return self.temperature.log() + x - 2 * x.exp().log1p()


class RelaxedBernoulli(TransformedDistribution):
    """Numbers in (0, 1) which for a low ``temperature`` (a tensor) are near 1 with probability ``probs``, else near 0.

    >>> torch.distributions.RelaxedBernoulli(torch.tensor(1.0), 0.5).log_prob(torch.tensor(0.5))
    tensor(0.)
    """

    arg_constraints = _PROBS_OR_LOGITS
    support = constraints.unit_interval
    has_rsample = True
    _batched: dict[str, int | None] = {}
    base_dist: LogitRelaxedBernoulli

    def __init__(
        self,
        temperature: Tensor,
        probs: Tensor | Number | None = None,
        logits: Tensor | Number | None = None,
        validate_args: bool | None = None,
    ) -> None:
        base = LogitRelaxedBernoulli(temperature, probs, logits)
        super().__init__(base, SigmoidTransform(), validate_args=validate_args)

    @property
    def temperature(self) -> Tensor:
        return self.base_dist.temperature

    @property
    def logits(self) -> Tensor:
        return self.base_dist.logits

    @property
    def probs(self) -> Tensor:
        return self.base_dist.probs


class ExpRelaxedCategorical(OnCategorical):
    """The logarithms of a RelaxedOneHotCategorical; ``temperature`` is a tensor.

    >>> torch.distributions.relaxed_categorical.ExpRelaxedCategorical(torch.tensor(1.0), torch.ones(3)).event_shape
    torch.Size([3])
    """

    support = constraints.real_vector  # of which those whose exp sums to 1
    has_rsample = True
    _batched = {"_categorical": 0, "temperature": None}

    def __init__(
        self,
        temperature: Tensor,
        probs: Tensor | None = None,
        logits: Tensor | None = None,
        validate_args: bool | None = None,
    ) -> None:
        self.temperature, self._categorical = temperature, Categorical(probs, logits)
        super().__init__(self._categorical.batch_shape, self.param_shape[-1:], validate_args)

    def rsample(self, sample_shape: Sequence[int] = ()) -> Tensor:
        u = _uniforms(self._extended_shape(sample_shape), self.logits.dtype)
        scores = (self.logits - (-u.log()).log()) / self.temperature
        return scores - scores.logsumexp(-1, keepdim=True)

    def log_prob(self, value: Tensor) -> Tensor:
        n = self._categorical._num_events
        logits, value = broadcast_all(self.logits, self._checked(value))
        norm = rl.full_like(self.temperature, float(n)).lgamma() + self.temperature.log() * (n - 1)
        return (logits - value * self.temperature).log_softmax(-1).sum(-1) + norm


class RelaxedOneHotCategorical(TransformedDistribution):
    """Points of the simplex which for a low ``temperature`` (a tensor) are near a corner; parameters as for
    Categorical.

    >>> torch.distributions.RelaxedOneHotCategorical(torch.tensor(1.0), torch.ones(3)).rsample().shape
    torch.Size([3])
    """

    arg_constraints = {"probs": constraints.simplex, "logits": constraints.real_vector}
    support = constraints.simplex
    has_rsample = True
    _batched: dict[str, int | None] = {}
    base_dist: ExpRelaxedCategorical

    def __init__(
        self,
        temperature: Tensor,
        probs: Tensor | None = None,
        logits: Tensor | None = None,
        validate_args: bool | None = None,
    ) -> None:
        base = ExpRelaxedCategorical(temperature, probs, logits, validate_args=validate_args)
        super().__init__(base, ExpTransform(), validate_args=validate_args)

    @property
    def temperature(self) -> Tensor:
        return self.base_dist.temperature

    @property
    def logits(self) -> Tensor:
        return self.base_dist.logits

    @property
    def probs(self) -> Tensor:
        return self.base_dist.probs
