"""Batch normalisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._base import dtypes
from ..._base.exports import defined_in
from ..._ops.tensors.tensor_from_numpy import tensor
from ..._ops.tensors.zeros_full import ones, zeros
from ..._tensor.tensor import Tensor
from .. import functional as F
from .. import init
from ..parameter import Parameter, UninitializedBuffer, UninitializedParameter
from .lazy import LazyModuleMixin
from .module import Module
from .utils import add_parameter

if TYPE_CHECKING:
    from typing import Any

    from ..._face.types import Device, dtype


class _NormBase(Module):
    """Weight, bias and running numbers per channel."""

    _version = 2  # since then with num_batches_tracked
    input_dims: tuple[int, ...]
    num_features: int
    eps: float
    momentum: float | None
    affine: bool
    track_running_stats: bool
    weight: Parameter
    bias: Parameter
    running_mean: Tensor | None
    running_var: Tensor | None
    num_batches_tracked: Tensor | None

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Device = None,
        dtype: dtype | None = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.affine = affine
        self.track_running_stats = track_running_stats
        for name, wanted in (("weight", affine), ("bias", affine and bias)):
            add_parameter(self, name, (num_features,) if wanted else None, device, dtype)
        track = track_running_stats
        self.register_buffer("running_mean", zeros(num_features, device=device, dtype=dtype) if track else None)
        self.register_buffer("running_var", ones(num_features, device=device, dtype=dtype) if track else None)
        self.register_buffer("num_batches_tracked", tensor(0, dtype=dtypes.int64, device=device) if track else None)
        self.reset_parameters()

    def reset_running_stats(self) -> None:
        """Set the running mean to 0, the running variance to 1."""
        for buffer, start in ((self.running_mean, 0), (self.running_var, 1), (self.num_batches_tracked, 0)):
            if buffer is not None and self.track_running_stats:
                buffer.fill_(start)

    def reset_parameters(self) -> None:
        """Set everything to what it was when new."""
        self.reset_running_stats()
        if self.affine:
            init.ones_(self.weight)
            if self.bias is not None:
                init.zeros_(self.bias)

    def _check_input_dim(self, input):
        if input.ndim not in self.input_dims:
            wanted = " or ".join(f"{d}D" for d in self.input_dims)
            raise ValueError(f"expected {wanted} input (got {input.ndim}D input)")

    def _remedy(self, input):
        """What to write instead, for the note of an error with this input."""
        dims = getattr(self, "input_dims", (input.ndim,))
        if input.ndim + 1 == max(dims) and self.num_features == input.shape[0]:
            return "there is no batch dimension: write x.unsqueeze(0) for what goes into the network"
        if input.ndim in dims and input.ndim > 1 and input.shape[1] != self.num_features:
            return f"the layer gets {input.shape[1]} channels: write {type(self).__name__}({input.shape[1]})"
        return ""

    def extra_repr(self) -> str:
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"bias={self.bias is not None}, track_running_stats={self.track_running_stats}"
        )

    def _load_from_state_dict(self, state_dict, prefix, local_metadata, *rest):
        version = local_metadata.get("version")
        key = prefix + "num_batches_tracked"
        if (version is None or version < 2) and self.track_running_stats and key not in state_dict:
            count = self.num_batches_tracked
            state_dict[key] = tensor(0, dtype=dtypes.int64) if count is None or count.device.type == "meta" else count
        super()._load_from_state_dict(state_dict, prefix, local_metadata, *rest)


class _BatchNorm(_NormBase):
    def forward(self, input: Tensor) -> Tensor:
        self._check_input_dim(input)
        training, tracks = self.training, self.track_running_stats
        buffers, parameters = self._buffers, self._parameters
        factor = 0.0 if self.momentum is None else self.momentum
        if training and tracks:
            count = buffers["num_batches_tracked"]
            if count is not None:
                count.add_(1)
                if self.momentum is None:  # the plain mean over all batches
                    factor = 1.0 / float(count)
        mean, var = buffers["running_mean"], buffers["running_var"]
        if training and not tracks:
            mean = var = None
        return F.batch_norm(
            input,
            mean,
            var,
            parameters["weight"],
            parameters["bias"],
            training or (mean is None and var is None),
            factor,
            self.eps,
        )


class BatchNorm1d(_BatchNorm):
    """Batch normalisation of (N, C) or (N, C, L). Parameters as in BatchNorm2d.

    >>> torch.nn.BatchNorm1d(3)(torch.ones(2, 3)).shape
    torch.Size([2, 3])
    """

    input_dims = (2, 3)


class BatchNorm2d(_BatchNorm):
    """Batch normalisation of (N, C, H, W): per channel (x - mean) / sqrt(var + eps) * weight + bias. In training with
    the batch's mean and variance, which go into the running ones; in evaluation with those. Ioffe and Szegedy,
    arXiv:1502.03167.

    eps       added to the variance
    momentum  share of the batch in the running numbers; None: their plain mean over all batches
    affine    whether there are weight and bias
    track_running_stats  without it, evaluation uses the batch's numbers too

    >>> torch.nn.BatchNorm2d(3)(torch.ones(2, 3, 4, 4)).shape
    torch.Size([2, 3, 4, 4])
    """

    input_dims = (4,)


class BatchNorm3d(_BatchNorm):
    """Batch normalisation of (N, C, D, H, W). Parameters as in BatchNorm2d.

    >>> torch.nn.BatchNorm3d(1)(torch.ones(2, 1, 2, 2, 2)).shape
    torch.Size([2, 1, 2, 2, 2])
    """

    input_dims = (5,)


class SyncBatchNorm(_BatchNorm):
    """Batch normalisation of (N, C, *), over all processes of ``process_group``; in one process the same as BatchNorm.

    >>> torch.nn.SyncBatchNorm(3)(torch.ones(2, 3, 4)).shape
    torch.Size([2, 3, 4])
    """

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        process_group: Any | None = None,
        device: Device = None,
        dtype: dtype | None = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)
        self.process_group = process_group

    def _check_input_dim(self, input):
        if input.ndim < 2:
            raise ValueError(f"expected at least 2D input (got {input.ndim}D input)")
        if input.shape[1] == 0:
            raise ValueError("SyncBatchNorm number of input channels should be non-zero")

    @classmethod
    def convert_sync_batchnorm(cls, module: Module, process_group: Any = None) -> Module:
        """``module`` with every batch norm in it replaced by a SyncBatchNorm of the same parameters and state.

        >>> torch.nn.SyncBatchNorm.convert_sync_batchnorm(torch.nn.Sequential(torch.nn.BatchNorm2d(3)))[0]
        SyncBatchNorm(3, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)
        """
        new = module
        if isinstance(module, _BatchNorm):
            new = SyncBatchNorm(
                module.num_features,
                module.eps,
                module.momentum,
                module.affine,
                module.track_running_stats,
                process_group,
                bias=module.bias is not None,
            )
            if module.affine:
                new.weight, new.bias = module.weight, module.bias
            for name in ("running_mean", "running_var", "num_batches_tracked"):
                setattr(new, name, getattr(module, name))
            new.training = module.training
        for name, child in module.named_children():
            new.add_module(name, cls.convert_sync_batchnorm(child, process_group))
        return new


class _LazyNormBase(LazyModuleMixin, _NormBase):
    """num_features come from the first input."""

    num_features: int
    weight: Parameter
    bias: Parameter
    running_mean: Tensor | None
    running_var: Tensor | None
    num_batches_tracked: Tensor | None

    def __init__(
        self,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Device = None,
        dtype: dtype | None = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(0, eps, momentum, False, False, device, dtype, bias=False)
        self.affine = affine
        self.track_running_stats = track_running_stats
        options: dict[str, Any] = {"device": device, "dtype": dtype}
        if self.affine:
            self.weight = UninitializedParameter(**options)
            if bias:
                self.bias = UninitializedParameter(**options)
        if self.track_running_stats:
            self.running_mean = UninitializedBuffer(**options)
            self.running_var = UninitializedBuffer(**options)
            self.num_batches_tracked = tensor(0, dtype=dtypes.int64, device=device)

    def _knows_its_size(self):
        return self.num_features != 0

    def initialize_parameters(self, input: Tensor) -> None:
        """Shapes from the input's channels."""
        if self.has_uninitialized_params():
            self.num_features = input.shape[1]
            parts: tuple[Any, ...] = (self.weight, self.bias, self.running_mean, self.running_var)
            for v in parts:
                if v is not None:
                    v.materialize((self.num_features,))
            self.reset_parameters()


class LazyBatchNorm1d(_LazyNormBase, BatchNorm1d):
    """BatchNorm1d that takes num_features from its first input, and then is a BatchNorm1d."""

    cls_to_become = BatchNorm1d


class LazyBatchNorm2d(_LazyNormBase, BatchNorm2d):
    """BatchNorm2d that takes num_features from its first input, and then is a BatchNorm2d."""

    cls_to_become = BatchNorm2d


class LazyBatchNorm3d(_LazyNormBase, BatchNorm3d):
    """BatchNorm3d that takes num_features from its first input, and then is a BatchNorm3d."""

    cls_to_become = BatchNorm3d


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
