"""Weights of convolutions in another order in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..modules.conv import Conv2d, Conv3d, ConvTranspose2d, ConvTranspose3d

if TYPE_CHECKING:
    from ..._face.types import memory_format
    from ..common_types import ModuleT

__all__ = ["convert_conv2d_weight_memory_format", "convert_conv3d_weight_memory_format"]


def _convert(module, kinds, memory_format):
    for m in module.modules():
        if isinstance(m, kinds):
            m.weight.data = m.weight.detach().clone(memory_format=memory_format)
    return module


def convert_conv2d_weight_memory_format(module: ModuleT, memory_format: memory_format) -> ModuleT:
    """Lay out the weights of all Conv2d and ConvTranspose2d in a module as ``memory_format`` says. Returns the module.

    >>> layer = convert_conv2d_weight_memory_format(torch.nn.Conv2d(2, 3, 3), torch.channels_last)
    >>> layer.weight.is_contiguous(memory_format=torch.channels_last)
    True
    """
    return _convert(module, (Conv2d, ConvTranspose2d), memory_format)


def convert_conv3d_weight_memory_format(module: ModuleT, memory_format: memory_format) -> ModuleT:
    """Lay out the weights of all Conv3d and ConvTranspose3d in a module as ``memory_format`` says. Returns the module.

    >>> layer = convert_conv3d_weight_memory_format(torch.nn.Conv3d(2, 3, 3), torch.channels_last_3d)
    >>> layer.weight.is_contiguous(memory_format=torch.channels_last_3d)
    True
    """
    return _convert(module, (Conv3d, ConvTranspose3d), memory_format)
