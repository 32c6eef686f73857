"""Recurrent layers over whole sequences: plain ones, gated recurrent units, long short-term memories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, overload

from ..._base import dtypes
from ..._base.errors import one_dtype
from ..._core import OUT, Op, Value, apply, run_backward, state
from ..._face.autocast import LOWER, STATE
from ..._face.public import public
from ..common.pointwise import analytic
from ..linalg.linear import linear
from ..shapes.cat_stack import cat, stack
from ..shapes.transpose_permute import Transpose
from ..shapes.view_reshape import View
from .dropout import dropout as _dropout
from .lstm_cell import relu, sigmoid, tanh

if TYPE_CHECKING:
    from ..._face.types import Tensor, Tensors

# What follows the input. Of a sequence: states, params, has_biases, num_layers, dropout, train, bidirectional,
# batch_first; of a packed one: batch_sizes, states, params, has_biases, num_layers, dropout, train, bidirectional
_Padded: TypeAlias = "tuple[Tensor, Tensors, bool, int, float, bool, bool, bool]"
_Packed: TypeAlias = "tuple[Tensor, Tensor, Tensors, bool, int, float, bool, bool]"
_PaddedPair: TypeAlias = "tuple[Tensors, Tensors, bool, int, float, bool, bool, bool]"
_PackedPair: TypeAlias = "tuple[Tensor, Tensors, Tensors, bool, int, float, bool, bool]"


class Recurrent(Op):
    """One direction of one layer; operands x (rows, gates * H), sizes, w, and what the kind needs: states at first, b,
    wr.

    Results: y (rows, P), the states at the end; then what only the gradient uses. See ``_arrays/layers/recurrent.py``.
    """

    __slots__ = ("reverse",)

    def vjp(self, need, grads, saved, specs):
        return self.gradients(need, grads, saved) if state.grad else self.back(need, grads, saved, specs)

    def gradients(self, need, grads, saved):
        """Those that ``vjp`` returns, but as functions with gradients of their own: from the same layer, step by
        step."""
        operands = [saved[i] for i in range(len(need))]
        wanted = [i for i, n in enumerate(need) if n]
        for i in wanted:  # so that a path from one operand to another isn't followed
            operands[i] = operands[i].view_as(operands[i])
        outs = self.composed(*operands)
        pairs = [(y, g) for y, g in zip(outs, grads, strict=True) if g is not None]
        roots, seeds = [y for y, _ in pairs], [g for _, g in pairs]
        got = iter(run_backward(roots, seeds, True, True, [operands[i] for i in wanted]))
        return tuple(next(got) if n else None for n in need)

    def walk(self, x, sizes, states, step):
        """``composed``'s loop: ``step(rows, *states)`` gives the new states, the first of which is the step's
        result."""
        counts = sizes.tolist()
        order = list(zip(x.split(counts), counts, strict=True))
        results = []
        for rows, n in reversed(order) if self.reverse else order:
            old = [s[:n] for s in states]
            new = step(rows, *old)
            results.append(new[0])
            states = [cat([a, s[n:]]) if n < s.shape[0] else a for a, s in zip(new, states, strict=True)]
        return cat(results[::-1] if self.reverse else results), *states


def _check(x, *others):
    """Raise RuntimeError unless the operands (Specs, or None) have one dtype."""
    for v in others:
        if v is not None and v.dtype is not x.dtype:
            raise RuntimeError(
                f"mat1 and mat2 must have the same dtype, but got {x.dtype.cpp} and {v.dtype.cpp}: the input, the "
                f"states and the weights of a recurrent layer have one dtype; {one_dtype(x.dtype.cpp, v.dtype.cpp)}"
            )


def _filled(grads, specs):
    """Zeros for results without a gradient."""
    first = next(g for g in grads if g is not None)
    return [first.new_zeros(s) if g is None else g for g, s in zip(grads, specs, strict=True)]


def _by_rows(g, x):
    """The sum over rows of g xᵀ: the gradient of a matrix."""
    return g.transpose(0, 1) @ x


# Long short-term memory -----------------------------------------------------------------------------------------------


class Lstm(Recurrent):
    """Operands x, sizes, w, h, c, wr (P, H) or None; results y, h, c."""

    name = "MkldnnRnnLayer"
    visible = 3
    saves = ((0, 1, 2, 3, 4, 5, OUT, OUT - 3, OUT - 4, OUT - 5),) * 6

    def infer(self, x, sizes, w, h, c, wr):
        _check(x, w, h, c, wr)
        rows, k = x.shape[0], c.shape[1]
        wide = x.like((rows, k))
        return x.like((rows, h.shape[1])), h, c, x, wide, wide

    def forward(self, xp, x, sizes, w, h, c, wr):
        return xp.lstm_run(x, sizes, w, h, c, wr, self.reverse)

    @analytic
    def back(self, need, grads, saved, specs):
        sizes, w, h, c, wr = (saved[i] for i in range(1, 6))
        y, a, cells, raw = saved[OUT], saved[OUT - 3], saved[OUT - 4], saved[OUT - 5]
        gy, gh, gc = _filled(grads, [s.shape for s in (y, h, c)])
        grad = LstmGrad.of(self.reverse)
        gx, gh, gc, before, gs = apply(grad, gy, gh, gc, y, h, a, cells, c, sizes, w, wr)
        gw = _by_rows(gx, before) if need[2] else None
        return gx, None, gw, gh, gc, _by_rows(gs, raw) if need[5] else None

    def composed(self, x, sizes, w, h, c, wr):
        """The same, made of plain operations."""

        def step(rows, h, c):
            i, f, g, o = (rows + linear(h, w)).chunk(4, -1)
            c = sigmoid(f) * c + sigmoid(i) * tanh(g)
            h = sigmoid(o) * tanh(c)
            return (h if wr is None else linear(h, wr)), c

        return self.walk(x, sizes, [h, c], step)


class LstmGrad(Op):
    """The gradients of x, h, c; the state that each row's step began with; what the gradient of each step's state came
    to."""

    __slots__ = ("reverse",)
    name = "MkldnnRnnLayerBackward"
    visible = 5
    saves = ()

    def infer(self, gy, gh, gc, y, h, a, cells, c, sizes, w, wr):
        return a, gh, gc, gy, gy

    def forward(self, xp, *arrays):
        *gradients, gs = xp.lstm_back(*arrays, self.reverse)
        return *gradients, arrays[0] if gs is None else gs


# Gated recurrent unit -------------------------------------------------------------------------------------------------


class Gru(Recurrent):
    """Operands x, sizes, w, b (3 H,) or None, h; results y, h."""

    name = "GruLayer"
    visible = 2
    saves = ((0, 1, 2, 3, 4, OUT, OUT - 2),) * 5

    def infer(self, x, sizes, w, b, h):
        _check(x, w, b, h)
        k = h.shape[1]
        return x.like((x.shape[0], k)), h, x.like((x.shape[0], 4 * k))

    def forward(self, xp, x, sizes, w, b, h):
        return xp.gru_run(x, sizes, w, b, h, self.reverse)

    @analytic
    def back(self, need, grads, saved, specs):
        sizes, w, h, y, a = saved[1], saved[2], saved[4], saved[OUT], saved[OUT - 2]
        gy, gh = _filled(grads, [y.shape, h.shape])
        gx, hidden, gh, before = apply(GruGrad.of(self.reverse), gy, gh, y, h, a, sizes, w)
        gw = _by_rows(hidden, before) if need[2] else None
        return gx, None, gw, hidden.sum(0) if need[3] else None, gh

    def composed(self, x, sizes, w, b, h):
        """The same, made of plain operations."""

        def step(rows, h):
            own, hidden = rows.chunk(3, -1), linear(h, w, b).chunk(3, -1)
            reset, update = sigmoid(own[0] + hidden[0]), sigmoid(own[1] + hidden[1])
            new = tanh(own[2] + reset * hidden[2])
            return ((h - new) * update + new,)

        return self.walk(x, sizes, [h], step)


class GruGrad(Op):
    """The gradients of x, of the hidden state's part of the gates, and of h; the state that each row's step began
    with."""

    __slots__ = ("reverse",)
    name = "GruLayerBackward"
    visible = 4
    saves = ()

    def infer(self, gy, gh, y, h, a, sizes, w):
        gates = gy.like((gy.shape[0], 3 * gh.shape[1]))
        return gates, gates, gh, gy

    def forward(self, xp, *arrays):
        return xp.gru_back(*arrays, self.reverse)


# Plain ----------------------------------------------------------------------------------------------------------------


class Rnn(Recurrent):
    """Operands x, sizes, w, h; results y, h. The function is tanh, or relu."""

    __slots__ = ("relu",)
    name = "RnnLayer"
    visible = 2
    saves = ((0, 1, 2, 3, OUT),) * 4

    def infer(self, x, sizes, w, h):
        _check(x, w, h)
        return x, h

    def forward(self, xp, x, sizes, w, h):
        return xp.rnn_run(x, sizes, w, h, self.relu, self.reverse)

    @analytic
    def back(self, need, grads, saved, specs):
        sizes, w, h, y = saved[1], saved[2], saved[3], saved[OUT]
        gy, gh = _filled(grads, [y.shape, h.shape])
        gx, gh, before = apply(RnnGrad.of(self.reverse, self.relu), gy, gh, y, h, sizes, w)
        gw = _by_rows(gx, before) if need[2] else None
        return gx, None, gw, gh

    def composed(self, x, sizes, w, h):
        """The same, made of plain operations."""
        act = relu if self.relu else tanh
        return self.walk(x, sizes, [h], lambda rows, h: (act(rows + linear(h, w)),))


class RnnGrad(Op):
    """The gradients of x and h; the state that each row's step began with."""

    __slots__ = ("reverse", "relu")
    name = "RnnLayerBackward"
    visible = 3
    saves = ()

    def infer(self, gy, gh, y, h, sizes, w):
        return gy, gh, gy

    def forward(self, xp, *arrays):
        return xp.rnn_back(*arrays, self.relu, self.reverse)


# Functions ------------------------------------------------------------------------------------------------------------


def _plain(relu):
    def layer(x, sizes, states, weights, reverse):
        w_ih, w_hh, *b = weights
        x = linear(x, w_ih, b[0] + b[1] if b else None)
        y, h = apply(Rnn.of(reverse, relu), x, sizes, w_hh, states[0])
        return y, (h,)

    return layer


def _gru(x, sizes, states, weights, reverse):
    w_ih, w_hh, *b = weights
    x = linear(x, w_ih, b[0] if b else None)
    y, h = apply(Gru.of(reverse), x, sizes, w_hh, b[1] if b else None, states[0])
    return y, (h,)


def _lstm(x, sizes, states, weights, reverse):
    w_ih, w_hh, *b = weights
    wr = b.pop() if len(b) % 2 else None
    x = linear(x, w_ih, b[0] + b[1] if b else None)
    h, c = states
    c = c.to(x._dtype) if x._dtype.is_complex else c  # it meets no matrix, and numbers promote
    y, h, c = apply(Lstm.of(reverse), x, sizes, w_hh, h, c, wr)
    return y, (h, c)


def _layers(layer, x, sizes, states, params, count, dropout, train, bidirectional):
    """All layers over packed rows: (rows, the last states). ``states``: a tuple of tensors (layers * directions, N,
    size)."""
    ways = 2 if bidirectional else 1
    per = len(params) // max(count * ways, 1)
    if len(params) != per * count * ways or per < 2:
        raise RuntimeError(
            f"got an incorrect number of RNN parameters: {len(params)} for {count} layers and {ways} directions"
        )
    split = [s.unbind(0) for s in states]
    last: list = [[] for _ in states]
    for i in range(count):
        outs = []
        for way in range(ways):
            k = i * ways + way
            y, ends = layer(x, sizes, [s[k] for s in split], params[k * per : (k + 1) * per], way == 1)
            outs.append(y)
            for gathered, end in zip(last, ends, strict=True):
                gathered.append(end)
        x = cat(outs, -1) if bidirectional else outs[0]
        if dropout and train and i + 1 < count:
            x = _dropout(x, dropout, train)
    return x, [stack(ends) for ends in last]


class Steps(View):
    """The rows of all steps as (steps, N, H), called what the last node of such layers is called in PyTorch."""

    __slots__ = ("name",)


def _run(layer, many, input, args):
    """Both forms of the functions: padded (hx, params, has_biases, ..., batch_first), packed (batch_sizes, hx, params,
    ...)."""
    sized = len(args) > 2 and isinstance(args[2], (list, tuple))
    if sized:
        sizes, hx, params, _, count, dropout, train, bidirectional = args
        states = tuple(hx) if many else (hx,)
        y, ends = _layers(layer, input, sizes, states, list(params), count, dropout, train, bidirectional)
        return y, *ends
    hx, params, _, count, dropout, train, bidirectional, batch_first = args
    states = tuple(hx) if many else (hx,)
    x = input.transpose(0, 1) if batch_first else input
    steps, n = x.shape[:2]
    if not steps:
        raise RuntimeError("Expected sequence length to be larger than 0 in RNN")
    sizes = input.new_tensor([n] * steps).long()
    y, ends = _layers(
        layer, x.reshape(steps * n, x.shape[2]), sizes, states, list(params), count, dropout, train, bidirectional
    )
    fused = many and input.dtype is dtypes.float32  # what the last node is called in PyTorch
    y = apply(Steps.of((steps, n, y.shape[1]), "Cat" if bidirectional else "MkldnnRnnLayer" if fused else "Stack"), y)
    return apply(Transpose.of(0, 1, int(not fused)), y) if batch_first else y, *ends


@overload
def lstm(input: Tensor, *args: *_PaddedPair) -> tuple[Tensor, Tensor, Tensor]: ...
@overload
def lstm(input: Tensor, *args: *_PackedPair) -> tuple[Tensor, Tensor, Tensor]: ...
@public("torch", autocast=LOWER)
def lstm(input: Tensor, *args: Any) -> tuple[Tensor, Tensor, Tensor]:
    """Layers of long short-term memory over a sequence: the results, and the hidden and cell states at the end.

    ``lstm(input, (h, c), params, has_biases, num_layers, dropout, train, bidirectional, batch_first)`` with input (T,
    N, I), h (layers * directions, N, P), c (layers * directions, N, H); params: per layer and direction w_ih, w_hh, and
    b_ih, b_hh with ``has_biases``, and w_hr (P, H) with a projection. ``lstm(data, batch_sizes, (h, c), params,
    has_biases, num_layers, dropout, train, bidirectional)`` with the fields of a PackedSequence. Raises RuntimeError
    for arguments that don't fit. Hochreiter and Schmidhuber (1997).

    >>> h = torch.zeros(1, 1, 2)
    >>> weights = [torch.zeros(8, 3), torch.zeros(8, 2)]
    >>> torch.lstm(torch.ones(5, 1, 3), (h, h), weights, False, 1, 0.0, False, False, False)[0].shape
    torch.Size([5, 1, 2])
    """
    hx = args[0] if args and not isinstance(args[0], Value) else args[1]
    if len(hx) != 2:
        raise RuntimeError("lstm expects two hidden states")
    return _run(_lstm, True, input, args)


@overload
def gru(input: Tensor, *args: *_Padded) -> tuple[Tensor, Tensor]: ...
@overload
def gru(input: Tensor, *args: *_Packed) -> tuple[Tensor, Tensor]: ...
@public("torch", autocast=STATE)
def gru(input: Tensor, *args: Any) -> tuple[Tensor, Tensor]:
    """Layers of gated recurrent units over a sequence: the results, and the states at the end.

    Arguments as `lstm`'s, with h (layers * directions, N, H) in place of the pair. Cho et al., arXiv:1406.1078.

    >>> weights = [torch.zeros(6, 3), torch.zeros(6, 2)]
    >>> torch.gru(torch.ones(5, 1, 3), torch.zeros(1, 1, 2), weights, False, 1, 0.0, False, False, False)[1].shape
    torch.Size([1, 1, 2])
    """
    return _run(_gru, False, input, args)


@overload
def rnn_tanh(input: Tensor, *args: *_Padded) -> tuple[Tensor, Tensor]: ...
@overload
def rnn_tanh(input: Tensor, *args: *_Packed) -> tuple[Tensor, Tensor]: ...
@public("torch", autocast=LOWER)
def rnn_tanh(input: Tensor, *args: Any) -> tuple[Tensor, Tensor]:
    """Layers of a plain recurrent network: tanh(w_ih x + b_ih + w_hh h + b_hh). Arguments as `gru`'s.

    >>> weights = [torch.ones(1, 1), torch.ones(1, 1)]
    >>> torch.rnn_tanh(torch.ones(2, 1, 1), torch.zeros(1, 1, 1), weights, False, 1, 0.0, False, False, False)[1]
    tensor([[[0.9427]]])
    """
    return _run(_plain(False), False, input, args)


@overload
def rnn_relu(input: Tensor, *args: *_Padded) -> tuple[Tensor, Tensor]: ...
@overload
def rnn_relu(input: Tensor, *args: *_Packed) -> tuple[Tensor, Tensor]: ...
@public("torch", autocast=LOWER)
def rnn_relu(input: Tensor, *args: Any) -> tuple[Tensor, Tensor]:
    """`rnn_tanh` with relu instead of tanh.

    >>> weights = [torch.ones(1, 1), torch.ones(1, 1)]
    >>> torch.rnn_relu(torch.ones(2, 1, 1), torch.zeros(1, 1, 1), weights, False, 1, 0.0, False, False, False)[1]
    tensor([[[2.]]])
    """
    return _run(_plain(True), False, input, args)
