"""Gradients of convolutions, computed directly."""

from __future__ import annotations

from .._core import state
from . import functional as F

__all__ = ["conv1d_input", "conv1d_weight", "conv2d_input", "conv2d_weight", "conv3d_input", "conv3d_weight"]


def _derivative(function, which, size, other, grad_output, options):
    """The gradient of one operand, which has this size; a convolution is linear in it, so its numbers don't matter."""
    x = other.new_zeros(size).requires_grad_()
    before, state.grad = state.grad, True
    try:
        other = other.detach()
        y = function(x, other, None, *options) if which == 0 else function(other, x, None, *options)
        y.backward(grad_output.detach())
    finally:
        state.grad = before
    return x.grad


def _pair(function, name, shape):
    def of_input(input_size, weight, grad_output, stride=1, padding=0, dilation=1, groups=1):
        return _derivative(function, 0, input_size, weight, grad_output, (stride, padding, dilation, groups))

    def of_weight(input, weight_size, grad_output, stride=1, padding=0, dilation=1, groups=1):
        return _derivative(function, 1, weight_size, input, grad_output, (stride, padding, dilation, groups))

    of_input.__name__ = of_input.__qualname__ = f"{name}_input"
    of_weight.__name__ = of_weight.__qualname__ = f"{name}_weight"
    of_input.__doc__ = f"""The gradient of {name}'s input, of shape ``input_size`` {shape}, given that of its output."""
    of_weight.__doc__ = f"""The gradient of {name}'s weight, of shape ``weight_size``, given that of its output."""
    return of_input, of_weight


conv1d_input, conv1d_weight = _pair(F.conv1d, "conv1d", "(N, C, L)")
conv2d_input, conv2d_weight = _pair(F.conv2d, "conv2d", "(N, C, H, W)")
conv3d_input, conv3d_weight = _pair(F.conv3d, "conv3d", "(N, C, D, H, W)")
