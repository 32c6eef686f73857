"""Recurrent layers, and single steps of them."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, TypeVar, overload

from ..._face.public import function
from ..._native import ext
from ..._ops.layers.lstm_cell import gru_cell, lstm_cell, rnn_relu_cell, rnn_tanh_cell
from ..._ops.layers.lstm_gru import gru, lstm, rnn_relu, rnn_tanh
from ..._tensor.tensor import Tensor
from .. import init
from ..parameter import Parameter
from ..utils.rnn import PackedSequence
from .module import Module
from .utils import Generic, add_parameter

if TYPE_CHECKING:
    from typing import Any

    from ..._face.types import Device, dtype
    from ..._tensor.tensor import Tensor

__all__ = ["GRU", "LSTM", "RNN", "GRUCell", "LSTMCell", "RNNBase", "RNNCell", "RNNCellBase"]

State = TypeVar("State")  # a tensor, or two for LSTM

_GATES = {"LSTM": 4, "GRU": 3, "RNN_TANH": 1, "RNN_RELU": 1}
_PUBLIC = {  # what users call under these names: it asks modes, and autocast
    f.__name__: function("torch", f.__name__)
    for f in (lstm, gru, rnn_tanh, rnn_relu, lstm_cell, gru_cell, rnn_tanh_cell, rnn_relu_cell)
}


class _Recurrent(Module):
    """What layers and single steps share."""

    hidden_size: int

    def reset_parameters(self) -> None:
        """Draw all weights anew, uniform in ±1/sqrt(hidden_size)."""
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for p in self.parameters():
            init.uniform_(p, -bound, bound)


def _apply_permutation(tensor, permutation, dim=1):
    """The tensor with its parts along ``dim`` in another order."""
    return tensor.index_select(dim, permutation)


def apply_permutation(tensor: Tensor, permutation: Tensor, dim: int = 1) -> Tensor:
    """``tensor.index_select(dim, permutation)``. Deprecated."""
    warnings.warn(
        "`apply_permutation` is deprecated, please use `tensor.index_select(dim, permutation)` instead",
        FutureWarning,
        stacklevel=2,
    )
    return _apply_permutation(tensor, permutation, dim)


class RNNBase(_Recurrent, Generic[State]):
    """What the recurrent layers share; ``mode``: 'LSTM', 'GRU', 'RNN_TANH' or 'RNN_RELU'. Arguments as LSTM's.

    >>> torch.nn.RNNBase("GRU", 2, 3).weight_hh_l0.shape
    torch.Size([9, 3])
    """

    weight_ih_l0: Parameter
    weight_hh_l0: Parameter
    bias_ih_l0: Parameter
    bias_hh_l0: Parameter

    def __init__(
        self,
        mode: str,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: Device = None,
        dtype: dtype | None = None,
    ) -> None:
        super().__init__()
        self._check_options(input_size, hidden_size, num_layers, bias, batch_first, dropout, proj_size)
        if mode not in _GATES:
            raise ValueError(f"Unrecognized RNN mode: {mode}")
        self.mode = mode
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.bias = bias
        self.batch_first = batch_first
        self.dropout = float(dropout)
        self.bidirectional = bidirectional
        self.proj_size = proj_size
        self._all_weights = []
        gates, state = _GATES[mode] * hidden_size, proj_size or hidden_size
        for layer in range(num_layers):
            width = input_size if layer == 0 else state * self._ways()
            for suffix in ("", "_reverse")[: self._ways()]:
                shapes: dict[str, tuple[int, ...]] = {"weight_ih": (gates, width), "weight_hh": (gates, state)}
                if bias:
                    shapes |= {"bias_ih": (gates,), "bias_hh": (gates,)}
                if proj_size:
                    shapes["weight_hr"] = (proj_size, hidden_size)
                names = [f"{kind}_l{layer}{suffix}" for kind in shapes]
                for name, shape in zip(names, shapes.values(), strict=True):
                    add_parameter(self, name, shape, device, dtype)
                self._all_weights.append(names)
        self._flat_weights_names = [name for names in self._all_weights for name in names]
        self.reset_parameters()

    def _check_options(self, input_size, hidden_size, num_layers, bias, batch_first, dropout, proj_size):
        if isinstance(dropout, bool) or not isinstance(dropout, (int, float)) or not 0 <= dropout <= 1:
            raise ValueError(
                "dropout should be a number in range [0, 1] representing the probability of an element being zeroed, "
                f"not {dropout!r}"
            )
        if dropout > 0 and num_layers == 1:
            warnings.warn(
                "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects "
                f"num_layers greater than 1, but got dropout={dropout} and num_layers={num_layers}",
                stacklevel=4,
            )
        for name, value, kind in (("bias", bias, bool), ("batch_first", batch_first, bool)):
            if not isinstance(value, kind):
                raise TypeError(f"{name} should be of type bool, got: {type(value).__name__}")
        for name, value in (("input_size", input_size), ("hidden_size", hidden_size)):
            if not isinstance(value, int):
                raise TypeError(f"{name} should be of type int, got: {type(value).__name__}")
            if value <= 0:
                raise ValueError(f"{name} must be greater than zero")
        if num_layers <= 0:
            raise ValueError("num_layers must be greater than zero")
        if proj_size < 0:
            raise ValueError("proj_size should be a positive integer or zero to disable projections")
        if proj_size >= hidden_size:
            raise ValueError("proj_size has to be smaller than hidden_size")

    def _ways(self):
        return 2 if self.bidirectional else 1

    def flatten_parameters(self) -> None:
        """Nothing: it lays weights out for CUDA's libraries."""

    @property
    def all_weights(self) -> list[list[Parameter]]:
        """The weights, in a list per layer and direction."""
        return [[getattr(self, name) for name in names] for names in self._all_weights]

    @property
    def _flat_weights(self):
        return [getattr(self, name, None) for name in self._flat_weights_names]

    def __getstate__(self) -> dict[str, Any]:  # with what PyTorch expects in a pickle
        return {**self.__dict__, "_flat_weights": self._flat_weights}

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__({"proj_size": 0, **{k: v for k, v in state.items() if k != "_flat_weights"}})

    # Checks -------------------------------------------------------------------------------------------------------

    def check_input(self, input: Tensor, batch_sizes: Tensor | None) -> None:
        """Raise ValueError for another dtype than the weights', RuntimeError for a shape that doesn't fit."""
        dtype = getattr(self, self._flat_weights_names[0]).dtype
        if input.dtype != dtype and ext.autocast() is None:
            raise ValueError(
                f"RNN input dtype ({input.dtype}) does not match weight dtype ({dtype}). Convert input: "
                f"input.to({dtype}), or convert model: model.to({input.dtype})"
            )
        dims = 3 if batch_sizes is None else 2
        if input.ndim != dims:
            raise RuntimeError(f"input must have {dims} dimensions, got {input.ndim}")
        if input.shape[-1] != self.input_size:
            raise RuntimeError(
                f"input.size(-1) must be equal to input_size. Expected {self.input_size}, got {input.shape[-1]}"
            )

    def _remedy(self, input):
        """What to write instead, for the note of an error with this input."""
        if input.ndim not in (2, 3) or input.shape[-1] == self.input_size:
            return ""
        order = "(batch, time, features)" if self.batch_first else "(time, batch, features)"
        if input.ndim == 3 and self.input_size in input.shape[:2]:
            return (
                f"the features of each step must stand last, {order}: "
                f"x.transpose({list(input.shape).index(self.input_size)}, 2)"
            )
        return (
            f"each step has {input.shape[-1]} features: write nn.{self.mode.split('_')[0]}({input.shape[-1]}, "
            f"{self.hidden_size})"
        )

    def get_expected_hidden_size(self, input: Tensor, batch_sizes: Tensor | None) -> tuple[int, int, int]:
        """The shape that the hidden state at first must have."""
        if batch_sizes is None:
            n = input.shape[0 if self.batch_first else 1]
        else:
            n = int(batch_sizes[0])
        return self.num_layers * self._ways(), n, self.proj_size or self.hidden_size

    def check_hidden_size(
        self, hx: Any, expected_hidden_size: tuple[int, int, int], msg: str = "Expected hidden size {}, got {}"
    ) -> None:
        """Raise RuntimeError if ``hx`` has another shape."""
        if tuple(hx.shape) != tuple(expected_hidden_size):
            raise RuntimeError(msg.format(tuple(expected_hidden_size), list(hx.shape)))

    def check_forward_args(self, input: Tensor, hidden: State, batch_sizes: Tensor | None) -> None:
        """Raise for inputs and states that don't fit."""
        self.check_input(input, batch_sizes)
        self.check_hidden_size(hidden, self.get_expected_hidden_size(input, batch_sizes))

    def permute_hidden(self, hx: State, permutation: Tensor | None) -> State:
        """States with their sequences in another order."""
        return hx if permutation is None else hx.index_select(1, permutation)  # type: ignore[attr-defined]

    # Computing ----------------------------------------------------------------------------------------------------

    def _zeros(self, input, batch_sizes):
        return input.new_zeros(self.get_expected_hidden_size(input, batch_sizes))

    def _unbatched(self, hx, batched):
        """The states with a batch of one where the input has none."""
        if hx.ndim != (3 if batched else 2):
            kind, dims = ("batched 3-D", 3) if batched else ("unbatched 2-D", 2)
            raise RuntimeError(f"For {kind} input, hx should also be {dims}-D but got {hx.ndim}-D tensor")
        return hx if batched else hx.unsqueeze(1)

    def _compute(self, input, sizes, hx):
        """Results and last states (a tensor, or a pair of them)."""
        args = (hx, self._flat_weights, self.bias, self.num_layers, self.dropout, self.training, self.bidirectional)
        function = _PUBLIC[self.mode.lower()]
        if sizes is None:
            y, *ends = function(input, *args, self.batch_first)
        else:
            y, *ends = function(input, sizes, *args)
        return y, ends[0] if len(ends) == 1 else tuple(ends)

    @overload
    def forward(self, input: Tensor, hx: State | None = None) -> tuple[Tensor, State]: ...

    @overload
    def forward(self, input: PackedSequence, hx: State | None = None) -> tuple[PackedSequence, State]: ...

    def forward(self, input: Any, hx: Any = None) -> tuple[Any, Any]:
        if isinstance(input, PackedSequence):
            data, sizes, order, back = input
            self.check_input(data, sizes)
            hx = self._zeros(data, sizes) if hx is None else self.permute_hidden(hx, order)
            self.check_forward_args(data, hx, sizes)
            y, ends = self._compute(data, sizes, hx)
            return PackedSequence(y, sizes, order, back), self.permute_hidden(ends, back)
        if input.ndim not in (2, 3):
            name = "RNN" if self.mode.startswith("RNN") else self.mode
            raise ValueError(f"{name}: Expected input to be 2D or 3D, got {input.ndim}D instead")
        batched, at = input.ndim == 3, 0 if self.batch_first else 1
        x = input if batched else input.unsqueeze(at)
        hx = self._zeros(x, None) if hx is None else self._unbatched(hx, batched)
        self.check_forward_args(x, hx, None)
        y, ends = self._compute(x, None, hx)
        if batched:
            return y, ends
        return y.squeeze(at), tuple(e.squeeze(1) for e in ends) if isinstance(ends, tuple) else ends.squeeze(1)

    def extra_repr(self) -> str:
        text = f"{self.input_size}, {self.hidden_size}"
        for name, usual in (
            ("proj_size", 0),
            ("num_layers", 1),
            ("bias", True),
            ("batch_first", False),
            ("dropout", 0),
            ("bidirectional", False),
        ):
            value = getattr(self, name)
            text += "" if value == usual else f", {name}={value}"
        return text


def _without_projection(kwargs):
    if "proj_size" in kwargs:
        raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")


class RNN(RNNBase[Tensor]):
    """A plain recurrent network: h = tanh(W_ih x + b_ih + W_hh h + b_hh). Elman, 1990.

    ``RNN(input_size, hidden_size, num_layers=1, nonlinearity="tanh", bias=True, batch_first=False, dropout=0.0,
    bidirectional=False)``; nonlinearity: 'tanh' or 'relu'; the rest, inputs and outputs are LSTM's, with h alone for
    the pair.

    >>> y, h = torch.nn.RNN(10, 20, 2)(torch.zeros(5, 3, 10))
    >>> y.shape, h.shape
    (torch.Size([5, 3, 20]), torch.Size([2, 3, 20]))
    """

    @overload
    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        nonlinearity: str = "tanh",
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        device: Device = None,
        dtype: dtype | None = None,
    ) -> None: ...

    @overload
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        _without_projection(kwargs)
        nonlinearity = kwargs.pop("nonlinearity", "tanh")
        if len(args) > 3:
            nonlinearity, args = args[3], args[:3] + args[4:]
        modes = {"tanh": "RNN_TANH", "relu": "RNN_RELU"}
        if nonlinearity not in modes:
            raise ValueError(f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'.")
        super().__init__(modes[nonlinearity], *args, **kwargs)
        self.nonlinearity = nonlinearity


class GRU(RNNBase[Tensor]):
    """Gated recurrent units: h = (1 - z) n + z h with n = tanh(W x + r (U h)), r and z sigmoids of x and h. Cho et al.,
    arXiv:1406.1078. Arguments, inputs and outputs as LSTM's, with h alone for the pair.

    >>> y, h = torch.nn.GRU(10, 20, bidirectional=True, batch_first=True)(torch.zeros(3, 5, 10))
    >>> y.shape, h.shape
    (torch.Size([3, 5, 40]), torch.Size([2, 3, 20]))
    """

    @overload
    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        device: Device = None,
        dtype: dtype | None = None,
    ) -> None: ...

    @overload
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        _without_projection(kwargs)
        super().__init__("GRU", *args, **kwargs)


class LSTM(RNNBase[tuple[Tensor, Tensor]]):
    """Long short-term memory: c = f c + i g, h = o tanh(c), the gates being functions of x and h. Hochreiter and
    Schmidhuber, 1997.

    ``LSTM(input_size, hidden_size, num_layers=1, bias=True, batch_first=False, dropout=0.0, bidirectional=False,
    proj_size=0)``
    batch_first    inputs and outputs are (N, T, *) instead of (T, N, *)
    dropout        after every layer but the last, in training
    bidirectional  a second pass from the end; its results are joined to the first's
    proj_size      if above 0, h is W_hr (o tanh(c)), of this size

    Called with input (T, N, input_size), or (T, input_size), or a PackedSequence, and optionally the states (h, c) at
    first, each (layers * directions, N, size): the last layer's results, and the states at the end.

    >>> y, (h, c) = torch.nn.LSTM(10, 20, 2)(torch.zeros(5, 3, 10))
    >>> y.shape, h.shape, c.shape
    (torch.Size([5, 3, 20]), torch.Size([2, 3, 20]), torch.Size([2, 3, 20]))
    """

    @overload
    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: Device = None,
        dtype: dtype | None = None,
    ) -> None: ...

    @overload
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__("LSTM", *args, **kwargs)

    def get_expected_cell_size(self, input: Tensor, batch_sizes: Tensor | None) -> tuple[int, int, int]:
        """The shape that the cell state at first must have."""
        return *self.get_expected_hidden_size(input, batch_sizes)[:2], self.hidden_size

    def check_forward_args(self, input: Tensor, hidden: tuple[Tensor, Tensor], batch_sizes: Tensor | None) -> None:
        """Raise for inputs and states that don't fit."""
        self.check_input(input, batch_sizes)
        hidden_size = self.get_expected_hidden_size(input, batch_sizes)
        self.check_hidden_size(hidden[0], hidden_size, "Expected hidden[0] size {}, got {}")
        cell_size = self.get_expected_cell_size(input, batch_sizes)
        self.check_hidden_size(hidden[1], cell_size, "Expected hidden[1] size {}, got {}")

    def permute_hidden(self, hx: tuple[Tensor, Tensor], permutation: Tensor | None) -> tuple[Tensor, Tensor]:
        """States with their sequences in another order."""
        if permutation is None:
            return hx
        return hx[0].index_select(1, permutation), hx[1].index_select(1, permutation)

    def _zeros(self, input, batch_sizes):
        return super()._zeros(input, batch_sizes), input.new_zeros(self.get_expected_cell_size(input, batch_sizes))

    def _unbatched(self, hx, batched):
        return tuple(RNNBase._unbatched(self, s, batched) for s in hx)


# Single steps ---------------------------------------------------------------------------------------------------------


class RNNCellBase(_Recurrent):
    """What the single steps share; ``num_chunks``: how many gates.

    >>> torch.nn.RNNCellBase(2, 3, True, 4).weight_ih.shape
    torch.Size([12, 2])
    """

    weight_ih: Parameter
    weight_hh: Parameter
    bias_ih: Parameter | None
    bias_hh: Parameter | None

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool,
        num_chunks: int,
        device: Device = None,
        dtype: dtype | None = None,
    ) -> None:
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.bias = bias
        gates = num_chunks * hidden_size
        for name, shape in (("weight_ih", (gates, input_size)), ("weight_hh", (gates, hidden_size))):
            add_parameter(self, name, shape, device, dtype)
        for name in ("bias_ih", "bias_hh"):
            add_parameter(self, name, (gates,) if bias else None, device, dtype)
        self.reset_parameters()

    def extra_repr(self) -> str:
        text = f"{self.input_size}, {self.hidden_size}"
        if self.bias is not True:
            text += f", bias={self.bias}"
        nonlinearity = getattr(self, "nonlinearity", "tanh")
        return text if nonlinearity == "tanh" else f"{text}, nonlinearity={nonlinearity}"

    def _step(self, function, input, hx, states):
        """``function`` on a batch, made of one example where there is none; ``hx``: the states, or None for zeros."""
        name = type(self).__name__
        if input.ndim not in (1, 2):
            raise ValueError(f"{name}: Expected input to be 1D or 2D, got {input.ndim}D instead")
        for i, s in enumerate(hx or ()):
            if s.ndim not in (1, 2):
                what = "hidden" if states == 1 else f"hx[{i}]"
                raise ValueError(f"{name}: Expected {what} to be 1D or 2D, got {s.ndim}D instead")
        batched = input.ndim == 2
        x = input if batched else input.unsqueeze(0)
        if hx is None:
            hx = [x.new_zeros((x.shape[0], self.hidden_size))] * states
        elif not batched:
            hx = [s.unsqueeze(0) for s in hx]
        weights = (self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh)
        new = function(x, hx[0] if states == 1 else hx, *weights)
        if batched:
            return new
        return new.squeeze(0) if states == 1 else tuple(s.squeeze(0) for s in new)


class RNNCell(RNNCellBase):
    """One step of RNN: input (N, input_size) and state (N, hidden_size), or both without N; the new state.

    >>> torch.nn.RNNCell(10, 20)(torch.zeros(3, 10)).shape
    torch.Size([3, 20])
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        nonlinearity: str = "tanh",
        device: Device = None,
        dtype: dtype | None = None,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 1, device, dtype)
        self.nonlinearity = nonlinearity

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        functions = {"tanh": _PUBLIC["rnn_tanh_cell"], "relu": _PUBLIC["rnn_relu_cell"]}
        if self.nonlinearity not in functions:
            raise RuntimeError(f"Unknown nonlinearity: {self.nonlinearity}")
        return self._step(functions[self.nonlinearity], input, None if hx is None else (hx,), 1)


class LSTMCell(RNNCellBase):
    """One step of LSTM: input (N, input_size) and states (h, c), each (N, hidden_size), or all without N; the new
    states.

    >>> h, c = torch.nn.LSTMCell(10, 20)(torch.zeros(3, 10))
    >>> h.shape, c.shape
    (torch.Size([3, 20]), torch.Size([3, 20]))
    """

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, device: Device = None, dtype: dtype | None = None
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 4, device, dtype)

    def forward(self, input: Tensor, hx: tuple[Tensor, Tensor] | None = None) -> tuple[Tensor, Tensor]:
        return self._step(_PUBLIC["lstm_cell"], input, None if hx is None else tuple(hx), 2)


class GRUCell(RNNCellBase):
    """One step of GRU: input (N, input_size) and state (N, hidden_size), or both without N; the new state.

    >>> torch.nn.GRUCell(10, 20)(torch.zeros(3, 10)).shape
    torch.Size([3, 20])
    """

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, device: Device = None, dtype: dtype | None = None
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 3, device, dtype)

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        return self._step(_PUBLIC["gru_cell"], input, None if hx is None else (hx,), 1)
