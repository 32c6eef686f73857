"""``torch.utils.tensorboard``: a SummaryWriter whose files TensorBoard shows. The package tensorboardX writes them."""

from __future__ import annotations

from ..._base.errors import MissingModule

try:
    import tensorboardX
except ModuleNotFoundError as error:
    raise MissingModule(
        "No module named 'tensorboardX', which torch.utils.tensorboard writes with here: pip install "
        "'rushlight[tensorboard]'",
        error.name or "tensorboardX",
    ) from None

from .writer import SummaryWriter

__all__ = ["SummaryWriter"]
