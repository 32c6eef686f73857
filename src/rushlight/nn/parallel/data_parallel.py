"""A network whose batches are spread over devices."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ..modules.module import Module
from ..modules.utils import Generic

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..._face.types import device

__all__ = ["DataParallel"]

T = TypeVar("T", bound=Module)


class DataParallel(Module, Generic[T]):
    """``module`` on several CUDA devices, each with a part of the batch; without such devices simply ``module``, under
    that name.

    >>> torch.nn.DataParallel(torch.nn.Linear(2, 3))(torch.zeros(4, 2)).shape
    torch.Size([4, 3])
    """

    module: T

    def __init__(
        self,
        module: T,
        device_ids: Sequence[int | device] | None = None,
        output_device: int | device | None = None,
        dim: int = 0,
    ) -> None:
        super().__init__()
        self.module = module
        self.device_ids: list[Any] = []

    def forward(self, *inputs: Any, **kwargs: Any) -> Any:
        return self.module(*inputs, **kwargs)
