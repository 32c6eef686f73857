"""Normal distributions of vectors, and distributions of matrices."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING

import rushlight as rl

from .._ops.common.inside_vmap import holds
from . import constraints
from ._positive import Chi2
from ._real_line import Centred
from ._unit_interval import Beta
from .distribution import Distribution, ExponentialFamily
from .utils import broadcast_all, extents, lazy_property, standard_normal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .._face.types import Number
    from .._tensor.tensor import Tensor

__all__ = ["LKJCholesky", "LowRankMultivariateNormal", "MultivariateNormal", "Wishart"]

_LOG_2PI = math.log(2 * math.pi)


def solve_lower(lower: Tensor, right: Tensor) -> Tensor:
    """lower⁻¹ right."""
    return rl.linalg.solve_triangular(lower, right, upper=False)


def times(matrix: Tensor, vector: Tensor) -> Tensor:
    """The products of matrices (*, m, n) and vectors (*, n)."""
    return (matrix @ vector.unsqueeze(-1)).squeeze(-1)


def half_log_det(lower: Tensor) -> Tensor:
    """Half the logarithm of det(L Lᵀ)."""
    return lower.diagonal(dim1=-2, dim2=-1).log().sum(-1)


def squared_distance(lower: Tensor, x: Tensor) -> Tensor:
    """xᵀ (L Lᵀ)⁻¹ x for vectors (*, n)."""
    if lower.dim() == 2:  # all vectors are columns of one system
        return solve_lower(lower, x.reshape(-1, x.shape[-1]).T).square().sum(0).reshape(x.shape[:-1])
    return solve_lower(lower, x.unsqueeze(-1)).square().sum((-2, -1))


def _lower_of_precision(precision):
    """L with L Lᵀ = precision⁻¹: the Cholesky factor of the matrix turned round is, turned back, the upper one."""
    upper = rl.linalg.cholesky(precision.flip((-2, -1))).flip((-2, -1)).mT
    return solve_lower(upper, rl.eye(precision.shape[-1], dtype=precision.dtype))


class _WithCovariance:
    """The mixin of distributions with one of three square matrices as parameter; all work with the lower triangular
    factor."""

    def _set_matrix(self, batch, covariance_matrix, precision_matrix, scale_tril):
        """Keep the given matrix, expanded over ``batch``."""
        name, given = self._the_matrix(covariance_matrix, precision_matrix, scale_tril)
        setattr(self, name, given.expand((*batch, -1, -1)))

    @staticmethod
    def _the_matrix(covariance_matrix, precision_matrix, scale_tril):
        given = {"covariance_matrix": covariance_matrix, "precision_matrix": precision_matrix, "scale_tril": scale_tril}
        return next(((n, v) for n, v in given.items() if v is not None), (None, None))

    def _factor(self, covariance_matrix, precision_matrix, scale_tril):
        """Keep the factor of the given matrix, as it was given."""
        if scale_tril is None:
            given = covariance_matrix is not None
            scale_tril = rl.linalg.cholesky(covariance_matrix) if given else _lower_of_precision(precision_matrix)
        self._unbroadcasted_scale_tril = scale_tril

    def _square(self, matrix):
        n = self._event_shape[-1]
        return matrix.expand((*self._batch_shape, n, n))

    @lazy_property
    def scale_tril(self) -> Tensor:
        """The lower triangular factor L of the covariance matrix L Lᵀ."""
        return self._square(self._unbroadcasted_scale_tril)

    @lazy_property
    def covariance_matrix(self) -> Tensor:
        """The covariance matrix."""
        lower = self._unbroadcasted_scale_tril
        return self._square(lower @ lower.mT)

    @lazy_property
    def precision_matrix(self) -> Tensor:
        """The inverse of the covariance matrix."""
        return self._square(rl.cholesky_inverse(self._unbroadcasted_scale_tril))


class MultivariateNormal(_WithCovariance, Centred):
    """Normal distribution of vectors: ``loc`` (*, n), and one of ``covariance_matrix``, ``precision_matrix`` or its
    lower triangular factor ``scale_tril`` (*, n, n).

    Raises ValueError unless exactly one matrix is given, and for too few dimensions.

    >>> torch.distributions.MultivariateNormal(torch.zeros(2), torch.eye(2)).log_prob(torch.zeros(2))
    tensor(-1.8379)
    """

    arg_constraints = {
        "loc": constraints.real_vector,
        "covariance_matrix": constraints.positive_definite,
        "precision_matrix": constraints.positive_definite,
        "scale_tril": constraints.lower_cholesky,
    }
    support = constraints.real_vector
    has_rsample = True
    _batched = {
        "loc": 1,
        "covariance_matrix": 2,
        "precision_matrix": 2,
        "scale_tril": 2,
        "_unbroadcasted_scale_tril": None,
    }

    def __init__(
        self,
        loc: Tensor,
        covariance_matrix: Tensor | None = None,
        precision_matrix: Tensor | None = None,
        scale_tril: Tensor | None = None,
        validate_args: bool | None = None,
    ) -> None:
        if loc.dim() < 1:
            raise ValueError("loc must be at least one-dimensional.")
        matrices = covariance_matrix, precision_matrix, scale_tril
        if sum(m is not None for m in matrices) != 1:
            raise ValueError("Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.")
        name, given = self._the_matrix(*matrices)
        if given.dim() < 2:
            raise ValueError(f"{name} must be at least two-dimensional, with optional leading batch dimensions")
        batch = rl.broadcast_shapes(given.shape[:-2], loc.shape[:-1])
        self._set_matrix(batch, *matrices)
        self.loc = loc.expand((*batch, -1))
        super().__init__(batch, self.loc.shape[-1:], validate_args)
        self._factor(*matrices)

    @property
    def variance(self) -> Tensor:
        return self._unbroadcasted_scale_tril.square().sum(-1).expand(self._batch_shape + self._event_shape)

    def rsample(self, sample_shape: Sequence[int] = ()) -> Tensor:
        x = standard_normal(self._extended_shape(sample_shape), self.loc.dtype)
        return self.loc + times(self._unbroadcasted_scale_tril, x)

    def log_prob(self, value: Tensor) -> Tensor:
        lower = self._unbroadcasted_scale_tril
        distance = squared_distance(lower, self._checked(value) - self.loc)
        return -0.5 * (self._event_shape[0] * _LOG_2PI + distance) - half_log_det(lower)

    def entropy(self) -> Tensor:
        result = 0.5 * self._event_shape[0] * (1 + _LOG_2PI) + half_log_det(self._unbroadcasted_scale_tril)
        return result.expand(self._batch_shape)


class LowRankMultivariateNormal(Centred):
    """Normal distribution of vectors with the covariance matrix W Wᵀ + diag(d): ``loc`` (*, n), ``cov_factor`` W (*, n,
    m), ``cov_diag`` d (*, n). It solves systems of size m only (Woodbury's identity, with the capacitance matrix 1 + Wᵀ
    diag(d)⁻¹ W).

    Raises ValueError for shapes that don't fit.

    >>> d = torch.distributions.LowRankMultivariateNormal(torch.zeros(2), torch.ones(2, 1), torch.ones(2))
    >>> d.covariance_matrix
    tensor([[2., 1.],
            [1., 2.]])
    """

    arg_constraints = {
        "loc": constraints.real_vector,
        "cov_factor": constraints.independent(constraints.real, 2),
        "cov_diag": constraints.independent(constraints.positive, 1),
    }
    support = constraints.real_vector
    has_rsample = True
    _batched = {
        "loc": 1,
        "cov_factor": 2,
        "cov_diag": 1,
        "_unbroadcasted_cov_factor": None,
        "_unbroadcasted_cov_diag": None,
        "_capacitance_tril": None,
    }

    def __init__(self, loc: Tensor, cov_factor: Tensor, cov_diag: Tensor, validate_args: bool | None = None) -> None:
        if loc.dim() < 1:
            raise ValueError("loc must be at least one-dimensional.")
        event = loc.shape[-1:]
        if cov_factor.dim() < 2:
            raise ValueError("cov_factor must be at least two-dimensional, with optional leading batch dimensions")
        if cov_factor.shape[-2:-1] != event:
            raise ValueError(f"cov_factor must be a batch of matrices with shape {event[0]} x m")
        if cov_diag.shape[-1:] != event:
            raise ValueError(f"cov_diag must be a batch of vectors with shape {event}")
        try:
            batch = rl.broadcast_shapes(loc.shape[:-1], cov_factor.shape[:-2], cov_diag.shape[:-1])
        except RuntimeError as error:
            raise ValueError(
                f"Incompatible batch shapes: loc {loc.shape}, cov_factor {cov_factor.shape}, cov_diag {cov_diag.shape}"
            ) from error
        self.loc, self.cov_diag = loc.expand(batch + event), cov_diag.expand(batch + event)
        self.cov_factor = cov_factor.expand(batch + cov_factor.shape[-2:])
        self._unbroadcasted_cov_factor, self._unbroadcasted_cov_diag = cov_factor, cov_diag
        weighted = self._weighted @ cov_factor
        self._capacitance_tril = rl.linalg.cholesky(weighted + rl.eye(weighted.shape[-1], dtype=weighted.dtype))
        super().__init__(batch, event, validate_args)

    @property
    def _weighted(self):
        """Wᵀ diag(d)⁻¹."""
        return self._unbroadcasted_cov_factor.mT / self._unbroadcasted_cov_diag.unsqueeze(-2)

    @property
    def _solved(self):
        """A with (W Wᵀ + diag(d))⁻¹ = diag(d)⁻¹ - Aᵀ A."""
        return solve_lower(self._capacitance_tril, self._weighted)

    @property
    def _log_det(self):
        return 2 * half_log_det(self._capacitance_tril) + self._unbroadcasted_cov_diag.log().sum(-1)

    def _squared_distance(self, x):
        along = squared_distance(self._capacitance_tril, times(self._weighted, x))
        return (x.square() / self._unbroadcasted_cov_diag).sum(-1) - along

    @lazy_property
    def variance(self) -> Tensor:
        """The diagonal of the covariance matrix."""
        total = self._unbroadcasted_cov_factor.square().sum(-1) + self._unbroadcasted_cov_diag
        return total.expand(self._batch_shape + self._event_shape)

    def _square(self, matrix):
        return matrix.expand(self._batch_shape + self._event_shape * 2)

    @lazy_property
    def scale_tril(self) -> Tensor:
        """The lower triangular factor of the covariance matrix."""
        root = self._unbroadcasted_cov_diag.sqrt().unsqueeze(-1)
        scaled = self._unbroadcasted_cov_factor / root
        inner = scaled @ scaled.mT + rl.eye(scaled.shape[-2], dtype=scaled.dtype)
        return self._square(root * rl.linalg.cholesky(inner))

    @lazy_property
    def covariance_matrix(self) -> Tensor:
        """The covariance matrix."""
        factor = self._unbroadcasted_cov_factor
        return self._square(factor @ factor.mT + self._unbroadcasted_cov_diag.diag_embed())

    @lazy_property
    def precision_matrix(self) -> Tensor:
        """The inverse of the covariance matrix."""
        solved = self._solved
        return self._square(self._unbroadcasted_cov_diag.reciprocal().diag_embed() - solved.mT @ solved)

    def rsample(self, sample_shape: Sequence[int] = ()) -> Tensor:
        shape, dtype = self._extended_shape(sample_shape), self.loc.dtype
        factors = standard_normal(shape[:-1] + self.cov_factor.shape[-1:], dtype)
        own = self._unbroadcasted_cov_diag.sqrt() * standard_normal(shape, dtype)
        return self.loc + times(self._unbroadcasted_cov_factor, factors) + own

    def log_prob(self, value: Tensor) -> Tensor:
        distance = self._squared_distance(self._checked(value) - self.loc)
        return -0.5 * (self._event_shape[0] * _LOG_2PI + self._log_det + distance)

    def entropy(self) -> Tensor:
        return (0.5 * (self._event_shape[0] * (1 + _LOG_2PI) + self._log_det)).expand(self._batch_shape)


class Wishart(_WithCovariance, ExponentialFamily):
    """Distribution of n x n matrices: of the sum of x xᵀ over ``df`` normally distributed vectors; ``df`` may be any
    number above n - 1.

    One of ``covariance_matrix``, ``precision_matrix`` and ``scale_tril`` (*, n, n) is given. Samples by Bartlett's
    decomposition (1933). Raises ValueError for a smaller df or too few dimensions, AssertionError unless exactly one
    matrix is given.

    >>> torch.distributions.Wishart(torch.tensor(3.0), torch.eye(2)).mean
    tensor([[3., 0.],
            [0., 3.]])
    """

    support = constraints.positive_definite
    has_rsample = True
    _batched = {
        "df": 0,
        "covariance_matrix": 2,
        "precision_matrix": 2,
        "scale_tril": 2,
        "_unbroadcasted_scale_tril": 2,
        "_dist_chi2": 1,
    }
    _mean_carrier_measure = 0

    def __init__(
        self,
        df: Tensor | Number,
        covariance_matrix: Tensor | None = None,
        precision_matrix: Tensor | None = None,
        scale_tril: Tensor | None = None,
        validate_args: bool | None = None,
    ) -> None:
        matrices = covariance_matrix, precision_matrix, scale_tril
        if sum(m is not None for m in matrices) != 1:
            raise AssertionError("Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.")
        name, given = self._the_matrix(*matrices)
        if given.dim() < 2:
            raise ValueError(f"{name} must be at least two-dimensional, with optional leading batch dimensions")
        n = given.shape[-1]
        freedom = rl.as_tensor(df, dtype=None if isinstance(df, rl.Tensor) else given.dtype)
        batch = rl.broadcast_shapes(given.shape[:-2], freedom.shape)
        self.df = freedom.expand(batch)
        if not holds(~(self.df <= n - 1)):
            raise ValueError(f"Value of df={freedom} expected to be greater than ndim - 1 = {n - 1}.")
        if not holds(~(self.df < n)):
            warnings.warn(
                "Low df values detected. Singular samples are highly likely to occur for ndim - 1 < df < ndim.",
                stacklevel=2,
            )
        self._set_matrix(batch, *matrices)
        super().__init__(batch, given.shape[-2:], validate_args)
        self._factor(*matrices)
        self._dist_chi2 = Chi2(self.df.unsqueeze(-1) - rl.arange(n, dtype=given.dtype))

    @property
    def arg_constraints(self) -> dict[str, constraints.Constraint]:
        return {
            "covariance_matrix": constraints.positive_definite,
            "precision_matrix": constraints.positive_definite,
            "scale_tril": constraints.lower_cholesky,
            "df": constraints.greater_than(self.event_shape[-1] - 1),
        }

    def _times_covariance(self, factor):
        return factor.reshape(factor.shape + (1, 1)) * self.covariance_matrix

    @property
    def mean(self) -> Tensor:
        return self._times_covariance(self.df)

    @property
    def mode(self) -> Tensor:
        factor = self.df - self._event_shape[-1] - 1
        return self._times_covariance(rl.where(factor > 0, factor, math.nan))

    @property
    def variance(self) -> Tensor:
        v = self.covariance_matrix
        diagonal = v.diagonal(dim1=-2, dim2=-1)
        both = diagonal.unsqueeze(-1) * diagonal.unsqueeze(-2)
        return self.df.reshape(self.df.shape + (1, 1)) * (v.square() + both)

    def _draw(self, sample_shape):
        n = self._event_shape[-1]
        roots = self._dist_chi2.rsample(sample_shape).sqrt()
        noise = roots.clamp(min=extents(roots).eps).diag_embed()
        i, j = rl.tril_indices(n, n, offset=-1)
        noise[..., i, j] = rl.randn((*sample_shape, *self._batch_shape, n * (n - 1) // 2), dtype=noise.dtype)
        lower = self._unbroadcasted_scale_tril @ noise
        return lower @ lower.mT

    def rsample(self, sample_shape: Sequence[int] = (), max_try_correction: int = 10) -> Tensor:
        """Random matrices. Where rounding made them singular they are drawn again, up to ``max_try_correction``
        times."""
        sample = self._draw(rl.Size(sample_shape))
        # PyTorch draws the regular ones again too, once; with it, from the same seed the same numbers come
        again = self._any_of_batch(self.support.check(sample))
        for _ in range(max_try_correction):
            if holds(~again):
                break
            new = self._draw((int(again.sum()),))
            sample[again] = new
            singular, again = self._any_of_batch(~self.support.check(new)), again.clone()
            again[again.clone()] = singular
        if not holds(~again):
            warnings.warn("Singular sample detected.", stacklevel=2)
        return sample

    def _any_of_batch(self, checked):
        batch = len(self._batch_shape)
        return checked.flatten(-batch).any(-1) if batch else checked

    @property
    def _log_scale(self):
        """log(2) n / 2 + half the logarithm of the covariance matrix' determinant."""
        return self._event_shape[-1] * math.log(2) / 2 + half_log_det(self._unbroadcasted_scale_tril)

    def log_prob(self, value: Tensor) -> Tensor:
        value, n, df = self._checked(value), self._event_shape[-1], self.df
        trace = rl.cholesky_solve(value, self._unbroadcasted_scale_tril).diagonal(dim1=-2, dim2=-1).sum(-1)
        power = (df - n - 1) / 2 * rl.linalg.slogdet(value).logabsdet
        return power - trace / 2 - df * self._log_scale - (df / 2).mvlgamma(n)

    def entropy(self) -> Tensor:
        n, df = self._event_shape[-1], self.df
        digammas = (df.unsqueeze(-1) / 2 - rl.arange(n, dtype=df.dtype) / 2).digamma().sum(-1)
        return (n + 1) * self._log_scale + (df / 2).mvlgamma(n) - (df - n - 1) / 2 * digammas + df * n / 2

    @property
    def _natural_params(self):
        return -self.precision_matrix / 2, (self.df - self._event_shape[-1] - 1) / 2

    def _log_normalizer(self, x, y):
        n = self._event_shape[-1]
        half_df = y + (n + 1) / 2
        return half_df * (math.log(2) * n - rl.linalg.slogdet(-2 * x).logabsdet) + half_df.mvlgamma(n)


class LKJCholesky(Distribution):
    """Lower Cholesky factors L of ``dim`` x ``dim`` correlation matrices whose density is proportional to det(L Lᵀ) **
    (concentration - 1).

    Samples by the onion method: Lewandowski, Kurowicka and Joe, "Generating random correlation matrices based on vines
    and extended onion method", 2009. Raises ValueError for a dim below 2.

    >>> torch.distributions.LKJCholesky(3, 0.5).sample().shape
    torch.Size([3, 3])
    """

    arg_constraints = {"concentration": constraints.positive}
    support = constraints.corr_cholesky
    _batched = {"dim": None, "concentration": 0, "_beta": 1}

    def __init__(self, dim: int, concentration: Tensor | float = 1.0, validate_args: bool | None = None) -> None:
        if dim < 2:
            raise ValueError(f"Expected dim to be an integer greater than or equal to 2. Found dim={dim}.")
        self.dim = dim
        (self.concentration,) = broadcast_all(concentration)
        # the squared length of what stands left of the diagonal, per row; the first row is drawn too and not used
        row = rl.arange(-1, dim - 1, dtype=self.concentration.dtype).clamp(min=0)
        above = self.concentration.unsqueeze(-1) + 0.5 * (dim - 2) - 0.5 * row
        self._beta = Beta(row + 0.5, above)
        super().__init__(self.concentration.shape, rl.Size((dim, dim)), validate_args)

    def sample(self, sample_shape: Sequence[int] = ()) -> Tensor:
        with rl.no_grad():
            squares = self._beta.sample(sample_shape).unsqueeze(-1)
            x = rl.randn(self._extended_shape(sample_shape), dtype=squares.dtype).tril(-1)
            directions = x / x.norm(dim=-1, keepdim=True)
            directions[..., 0, :] = 0  # which has no direction
            left = squares.sqrt() * directions
            rest = (1 - left.square().sum(-1)).clamp(min=extents(left).tiny)
            return left + rest.sqrt().diag_embed()

    def log_prob(self, value: Tensor) -> Tensor:
        diagonal = self._checked(value).diagonal(dim1=-1, dim2=-2)[..., 1:]
        # det's power, and the Jacobian from factors to matrices
        row = rl.arange(2, self.dim + 1, dtype=self.concentration.dtype)
        powers = 2 * (self.concentration - 1).unsqueeze(-1) + self.dim - row
        n = self.dim - 1
        alpha = self.concentration + 0.5 * n
        norm = 0.5 * n * math.log(math.pi) + (alpha - 0.5).mvlgamma(n) - alpha.lgamma() * n
        return (powers * diagonal.log()).sum(-1) - norm
