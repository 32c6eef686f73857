"""Ready parametrizations: orthogonal matrices, weights as length and direction, weights with largest singular value
1."""

from __future__ import annotations

from enum import Enum, auto

from ..._ops.elementwise.compare import allclose
from ..._ops.elementwise.where import where
from ..._ops.linalg.qr import geqrf
from ..._ops.random.rand_randint import randn
from ..._ops.shapes.cat_stack import cat
from ..._ops.tensors.finfo_result_type import finfo
from ..._ops.tensors.zeros_full import eye, zeros_like
from ..._tensor.tensor import Tensor
from ...linalg import householder_product, matrix_exp, solve
from .. import functional as F
from ..init import _NoGrad
from ..modules.module import Module
from .parametrize import register_parametrization
from .spectral_norm import as_matrix, usual_dim
from .weight_norm import norm_except_dim, scaled

__all__ = ["orthogonal", "spectral_norm", "weight_norm"]


def _tensor_of(module, name):
    weight = getattr(module, name, None)
    if not isinstance(weight, Tensor):
        raise ValueError(f"Module '{module}' has no parameter or buffer with name '{name}'")
    return weight


# Weight norm ----------------------------------------------------------------------------------------------------------


class _WeightNorm(Module):
    """original0: the length; original1: the direction."""

    def __init__(self, dim: int | None = 0) -> None:
        super().__init__()
        self.dim = -1 if dim is None else dim

    def forward(self, weight_g: Tensor, weight_v: Tensor) -> Tensor:
        return scaled(weight_v, weight_g, self.dim)

    def right_inverse(self, weight: Tensor) -> tuple[Tensor, Tensor]:
        return norm_except_dim(weight, self.dim), weight


def weight_norm(module: Module, name: str = "weight", dim: int = 0) -> Module:
    """Split a module's parameter into length (original0) and direction (original1), both learned. ``dim``: each slice
    along it has a length of its own (None: one for all). State dicts of the older `weight_norm` load. Returns the
    module. Salimans and Kingma, arXiv:1602.07868.

    >>> weight_norm(torch.nn.Linear(3, 2)).parametrizations.weight.original0.shape
    torch.Size([2, 1])
    """
    register_parametrization(module, name, _WeightNorm(dim), unsafe=True)

    def rename(state_dict, prefix, *rest):
        old = [f"{prefix}{name}_{end}" for end in "gv"]
        if all(key in state_dict for key in old):
            for i, key in enumerate(old):
                state_dict[f"{prefix}parametrizations.{name}.original{i}"] = state_dict.pop(key)

    module._register_load_state_dict_pre_hook(rename)
    return module


# Spectral norm --------------------------------------------------------------------------------------------------------


class _SpectralNorm(Module):
    _u: Tensor
    _v: Tensor

    def __init__(self, weight: Tensor, n_power_iterations: int = 1, dim: int = 0, eps: float = 1e-12) -> None:
        super().__init__()
        n = weight.ndim
        if not -n <= dim < n:
            raise IndexError(f"Dimension out of range (expected to be in range of [-{n}, {n - 1}] but got {dim})")
        if n_power_iterations <= 0:
            raise ValueError(
                f"Expected n_power_iterations to be positive, but got n_power_iterations={n_power_iterations}"
            )
        self.dim = dim % n
        self.eps = eps
        if n > 1:
            self.n_power_iterations = n_power_iterations
            matrix = as_matrix(weight.detach(), self.dim)
            u, v = (matrix.new_empty(size).normal_(0, 1) for size in matrix.shape)
            self.register_buffer("_u", F.normalize(u, dim=0, eps=eps))
            self.register_buffer("_v", F.normalize(v, dim=0, eps=eps))
            self._power_method(matrix, 15)

    def _power_method(self, matrix, steps):
        with _NoGrad():
            for _ in range(steps):
                self._u.copy_(F.normalize(matrix @ self._v, dim=0, eps=self.eps))
                self._v.copy_(F.normalize(matrix.mH @ self._u, dim=0, eps=self.eps))

    def forward(self, weight: Tensor) -> Tensor:
        if weight.ndim == 1:
            return F.normalize(weight, dim=0, eps=self.eps)
        matrix = as_matrix(weight, self.dim)
        if self.training:
            self._power_method(matrix, self.n_power_iterations)
        u, v = self._u.clone(), self._v.clone()
        return weight / u.vdot(matrix @ v)

    def right_inverse(self, value: Tensor) -> Tensor:
        return value


def spectral_norm(
    module: Module, name: str = "weight", n_power_iterations: int = 1, eps: float = 1e-12, dim: int | None = None
) -> Module:
    """Divide a module's parameter by its largest singular value, which power iteration tells: 15 steps now, in training
    ``n_power_iterations`` per access. ``dim``: the outputs' dimension, by default 0, 1 for transposed convolutions.
    Returns the module. Miyato et al., arXiv:1802.05957. Raises ValueError if there is no such tensor, IndexError for a
    dim out of range.

    >>> layer = spectral_norm(torch.nn.Linear(20, 40))
    >>> bool((torch.linalg.matrix_norm(layer.weight, 2) - 1).abs() < 0.2)
    True
    """
    weight = _tensor_of(module, name)
    dim = usual_dim(module) if dim is None else dim
    return register_parametrization(module, name, _SpectralNorm(weight, n_power_iterations, dim, eps))


# Orthogonal matrices --------------------------------------------------------------------------------------------------


class _OrthMaps(Enum):
    matrix_exp = auto()
    cayley = auto()
    householder = auto()


def _is_orthogonal(q):
    """Whether the columns are orthonormal, but for rounding."""
    limit = 10.0 * q.shape[-2] * finfo(q.dtype).eps
    return allclose(q.mH @ q, eye(q.shape[-1], dtype=q.dtype), atol=limit)


def _made_orthogonal(x):
    """The orthogonal factor of x whose triangle has a positive diagonal."""
    a, tau = geqrf(x)
    return householder_product(a, tau) * a.diagonal(dim1=-2, dim2=-1).sgn().unsqueeze(-2)


def _diagonal(x):
    return x.diagonal(dim1=-2, dim2=-1)


class _Orthogonal(Module):
    """Any matrix as an orthogonal one, times ``base``: the one there was at first or that was assigned last."""

    def __init__(self, weight: Tensor, orthogonal_map: _OrthMaps, *, use_trivialization: bool = True) -> None:
        super().__init__()
        if weight.is_complex() and orthogonal_map is _OrthMaps.householder:
            raise ValueError("The householder parametrization does not support complex tensors.")
        self.shape = weight.shape
        self.orthogonal_map = orthogonal_map
        if use_trivialization:
            self.register_buffer("base", None)

    def forward(self, x: Tensor) -> Tensor:
        wide = x.shape[-2] < x.shape[-1]
        x = x.mT if wide else x
        if self.orthogonal_map is _OrthMaps.householder:
            a = x.tril(-1)
            tau = 2.0 / (1.0 + (a * a).sum(-2))
            # the diagonal holds signs, which aren't learned
            q = householder_product(a, tau) * _diagonal(x).int().unsqueeze(-2)
        else:
            q = self._of_square(x)
        q = self.base @ q if hasattr(self, "base") else q
        return q.mT if wide else q

    def _of_square(self, x):
        n, k = x.shape[-2:]
        x = x.tril()
        if n != k:
            x = cat([x, x.new_zeros((*x.shape[:-1], n - k))], -1)
        a = x - x.mH  # skew-Hermitian
        if self.orthogonal_map is _OrthMaps.matrix_exp:
            q = matrix_exp(a)
        else:
            one = eye(n, dtype=a.dtype)
            q = solve(one - a * 0.5, one + a * 0.5)
        return q[..., :k]

    def right_inverse(self, q: Tensor) -> Tensor:
        if q.shape != self.shape:
            raise ValueError(
                f"Expected a matrix or batch of matrices of shape {self.shape}. Got a tensor of shape {q.shape}."
            )
        with _NoGrad():
            wide = q.shape[-2] < q.shape[-1]
            tall = q.mT if wide else q
            if hasattr(self, "base"):
                return self._rebased(q, tall)
            if self.orthogonal_map is not _OrthMaps.householder:
                raise NotImplementedError(
                    "It is not possible to assign to the matrix exponential or the Cayley parametrizations when "
                    "use_trivialization=False."
                )
            a, tau = geqrf(tall)
            d = _diagonal(a)
            d.copy_(d.sign() * where(tau == 0, -1.0, 1.0))
            return a.mT if wide else a

    def _rebased(self, q, tall):
        n, k = tall.shape[-2:]
        if n != k:  # completed to a square
            tall = _made_orthogonal(cat([tall, randn(*tall.shape[:-1], n - k, dtype=tall.dtype)], -1))
        else:
            tall = tall.clone() if _is_orthogonal(tall) else _made_orthogonal(tall)
        self.base = tall
        start = zeros_like(q)
        _diagonal(start).fill_(-1.0)  # with which each map gives the identity
        return start


def orthogonal(
    module: Module, name: str = "weight", orthogonal_map: str | None = None, *, use_trivialization: bool = True
) -> Module:
    """Make a module's parameter a matrix (or batch) with orthonormal columns, or rows if it is wider than tall.

    orthogonal_map      'matrix_exp', 'cayley' or 'householder'; by default the first for square and complex matrices,
                        else the last
    use_trivialization  whether it is a product with the matrix at first; without it assigning needs 'householder'

    Returns the module. Raises ValueError for vectors and other names. Lezcano-Casado, arXiv:1909.09501.

    >>> w = orthogonal(torch.nn.Linear(20, 40)).weight
    >>> torch.allclose(w.T @ w, torch.eye(20), atol=1e-4)
    True
    """
    weight = _tensor_of(module, name)
    if weight.ndim < 2:
        raise ValueError(f"Expected a matrix or batch of matrices. Got a tensor of {weight.ndim} dimensions.")
    if orthogonal_map is None:
        square = weight.shape[-2] == weight.shape[-1] or weight.is_complex()
        orthogonal_map = "matrix_exp" if square else "householder"
    if orthogonal_map not in _OrthMaps.__members__:
        raise ValueError(
            f'orthogonal_map has to be one of "matrix_exp", "cayley", "householder". Got: {orthogonal_map}'
        )
    function = _Orthogonal(weight, _OrthMaps[orthogonal_map], use_trivialization=use_trivialization)
    return register_parametrization(module, name, function, unsafe=True)
