"""One step of recurrent networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._face.autocast import LOWER, STATE
from ..._face.public import public
from ..elementwise.activation import relu, sigmoid, tanh
from ..linalg.linear import linear

if TYPE_CHECKING:
    from ..._face.types import Tensor, Tensors


def _check(function, input, hidden, w_ih, w_hh, gates):
    if input.shape[-1] != w_ih.shape[1]:
        raise RuntimeError(
            f"{function}(): input has inconsistent input_size: got {input.shape[-1]} expected {w_ih.shape[1]}"
        )
    if hidden.shape[-1] != w_hh.shape[1] or w_hh.shape[0] != gates * w_hh.shape[1]:
        raise RuntimeError(
            f"{function}(): hidden has inconsistent hidden_size: got {hidden.shape[-1]}, expected {w_hh.shape[1]} with "
            f"weights {list(w_hh.shape)}"
        )


@public("torch", autocast=STATE)
def lstm_cell(
    input: Tensor, hx: Tensors, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """One step of a long short-term memory: the new hidden and cell states.

    input (N, I) or (I,); hx: a pair (hidden, cell), each (N, H); w_ih (4 H, I), w_hh (4 H, H), b_ih, b_hh (4 H,): the
    gates in the order input, forget, cell, output. Raises RuntimeError for sizes that don't fit. Hochreiter and
    Schmidhuber (1997).

    >>> h, c = torch.zeros(1, 2), torch.zeros(1, 2)
    >>> torch.lstm_cell(torch.ones(1, 3), (h, c), torch.zeros(8, 3), torch.zeros(8, 2))[0]
    tensor([[0., 0.]])
    """
    if len(hx) != 2:
        raise RuntimeError("lstm_cell expects two hidden states: (hidden, cell)")
    h, c = hx
    _check("lstm_cell", input, h, w_ih, w_hh, 4)
    i, f, g, o = (linear(input, w_ih, b_ih) + linear(h, w_hh, b_hh)).chunk(4, -1)
    c = sigmoid(f) * c + sigmoid(i) * tanh(g)
    return sigmoid(o) * tanh(c), c


@public("torch", autocast=STATE)
def gru_cell(
    input: Tensor, hx: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None
) -> Tensor:
    """One step of a gated recurrent unit: the new hidden state.

    input (N, I) or (I,); hx (N, H); w_ih (3 H, I), w_hh (3 H, H), b_ih, b_hh (3 H,): the gates in the order reset,
    update, new. Raises RuntimeError for sizes that don't fit. Cho et al., arXiv:1406.1078.

    >>> torch.gru_cell(torch.ones(1, 3), torch.ones(1, 2), torch.zeros(6, 3), torch.zeros(6, 2))
    tensor([[0.5000, 0.5000]])
    """
    _check("gru_cell", input, hx, w_ih, w_hh, 3)
    a, b = linear(input, w_ih, b_ih).chunk(3, -1), linear(hx, w_hh, b_hh).chunk(3, -1)
    reset, update = sigmoid(a[0] + b[0]), sigmoid(a[1] + b[1])
    new = tanh(a[2] + reset * b[2])
    return (hx - new) * update + new


@public("torch", autocast=LOWER)
def rnn_tanh_cell(
    input: Tensor, hx: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None
) -> Tensor:
    """One step of a plain recurrent network: tanh(w_ih input + b_ih + w_hh hx + b_hh).

    input (N, I) or (I,); hx (N, H); w_ih (H, I), w_hh (H, H), b_ih, b_hh (H,).

    >>> torch.rnn_tanh_cell(torch.ones(1, 1), torch.zeros(1, 1), torch.ones(1, 1), torch.ones(1, 1))
    tensor([[0.7616]])
    """
    _check("rnn_tanh_cell", input, hx, w_ih, w_hh, 1)
    return tanh(linear(input, w_ih, b_ih) + linear(hx, w_hh, b_hh))


@public("torch", autocast=LOWER)
def rnn_relu_cell(
    input: Tensor, hx: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None
) -> Tensor:
    """`rnn_tanh_cell` with relu instead of tanh.

    >>> torch.rnn_relu_cell(torch.ones(1, 1), torch.zeros(1, 1), torch.ones(1, 1), torch.ones(1, 1))
    tensor([[1.]])
    """
    _check("rnn_relu_cell", input, hx, w_ih, w_hh, 1)
    return relu(linear(input, w_ih, b_ih) + linear(hx, w_hh, b_hh))
