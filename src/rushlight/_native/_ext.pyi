"""The compiled module: what csrc/bind and csrc/waist export, in the order of their files.

Kernels check their arguments before they touch memory. Most answer NotImplemented for arrays that they can't take
(dtypes, strides, byte orders); their callers in _arrays/ then compute with NumPy. ``out``: the array to write into, or
None for a new one. tests/_native/test_stub.py compares this file with the module.
"""

from collections.abc import Callable, Sequence
from threading import Lock
from types import CodeType, NotImplementedType
from typing import Any, NoReturn, TypeAlias, TypeVar

from numpy import ndarray
from numpy.typing import DTypeLike, NDArray

from .._base.devices import device as _Device
from .._base.dtypes import dtype as _DType
from .._base.size import Size as _Size

_T = TypeVar("_T")
_Array: TypeAlias = NDArray[Any]
_MaybeArray: TypeAlias = _Array | NotImplementedType
_Shape: TypeAlias = tuple[int, ...]
_Pair: TypeAlias = int | tuple[int, int]
_Window: TypeAlias = int | Sequence[int]  # one or two ints
_Number: TypeAlias = bool | int | float
_Site: TypeAlias = tuple[CodeType, int]  # code and instruction
_Specs: TypeAlias = Sequence[Any]  # of _core.spec.Spec, or None

# Type checkers take the mechanism's classes from its Python reference (_core/types.py): functions accept either.
_Op: TypeAlias = Any
_Node: TypeAlias = Any
_Value: TypeAlias = Any
_Edge: TypeAlias = tuple[Any, int]  # a Node or a leaf Value, and the number of the output

# bind/base.cpp: memory, threads, instruction sets

def isa_level() -> int: ...
def empty(shape: int | _Shape, dtype: DTypeLike = ..., /) -> _Array: ...
def get_num_threads() -> int: ...
def set_num_threads(n: int, /) -> None: ...
def memory_stats() -> dict[str, int]: ...
def reset_peak() -> None: ...
def empty_cache() -> int: ...
def set_cache_limit(bytes: int, /) -> None: ...
def pool_probe(chunks: int, spins: int, /) -> _Array: ...

# bind/common/bound_kernel.cpp

class _Bound:
    @property
    def function(self) -> Callable[..., Any]: ...
    @property
    def params(self) -> tuple[Any, ...]: ...
    def __call__(self, *arrays_and_out: Any) -> Any: ...

def bound(function: Callable[..., Any], params: tuple[Any, ...], out: bool, /) -> _Bound: ...

# bind/tensors: numbers of dtypes are the `code`s of _dtypes.py

def cast(source: int, target: int, x: _Array, out: _Array | None, /) -> _MaybeArray: ...
def copy(x: _Array, out: _Array | None, /) -> _MaybeArray: ...
def contiguous(x: _Array, out: None, /) -> _MaybeArray: ...
def full(shape: _Shape, code: int, number: _Number | None, out: _Array | None, /) -> _MaybeArray: ...
def dlpack_lend(
    array: _Array, code: int, bits: int, versioned: bool, read_only: bool, copied: bool, /
) -> object: ...  # a capsule
def dlpack_borrow(capsule: object, /) -> tuple[_Array, int, int]: ...

# bind/elementwise, bind/special: f(*operands, out=None, /), arrays of one dtype and numbers

elementwise: dict[str, Callable[..., _MaybeArray]]

# bind/random: `state` is the generator's, `like` the shape and NumPy type number of a new array, x only lends its place

def random_seed(state: _Array, seed: int, /) -> None: ...
def random_uniform(
    x: Any, low: float, high: float, state: _Array, lock: Lock | None, like: tuple[_Shape, int], out: _Array | None, /
) -> _MaybeArray: ...
def random_normal(
    x: Any, mean: float, std: float, state: _Array, lock: Lock | None, like: tuple[_Shape, int], out: _Array | None, /
) -> _MaybeArray: ...
def random_normal_pairs(
    x: Any, mean: float, std: float, state: _Array, lock: Lock | None, like: tuple[_Shape, int], out: _Array | None, /
) -> _MaybeArray: ...
def random_integers(
    x: Any,
    range: int,
    base: int,
    wide: bool,
    state: _Array,
    lock: Lock | None,
    like: tuple[_Shape, int],
    out: _Array | None,
    /,
) -> _MaybeArray: ...
def random_bernoulli(
    x: Any, p: float, state: _Array, lock: Lock | None, like: tuple[_Shape, int], out: _Array | None, /
) -> _MaybeArray: ...
def random_permutation(
    x: Any, state: _Array, lock: Lock | None, like: tuple[_Shape, int], out: _Array | None, /
) -> _MaybeArray: ...
def random_poisson(state: _Array, rates: _Array, /) -> _Array: ...
def random_gamma(state: _Array, shapes: _Array, /) -> _Array: ...
def random_binomial(state: _Array, counts: _Array, p: _Array, /) -> _Array: ...
def random_places(sums: _Array, numbers: _Array, /) -> _Array: ...
def gamma_slope(x: _Array, shape: _Array, /) -> _Array: ...
def beta_slope(x: _Array, a: _Array, b: _Array, /) -> _Array: ...

# bind/reductions: f(dims, keepdim, x, out, /); sum_to(shape, x, out, /)

reduce: dict[str, Callable[..., Any]]

def row_sum(x: _Array, /) -> _MaybeArray: ...
def count_up(n: int, start: float, step: float, type: str, /) -> _MaybeArray: ...
def first_places(x: _Array, k: int, descending: bool, /) -> _MaybeArray: ...
def rank_places(x: _Array, ranks: _Array, /) -> _MaybeArray: ...

# bind/linalg

def gemm(a: _Array, b: _Array, bias: _Array | None, out: _Array | None, /) -> _MaybeArray: ...
def product(a: _Array, b: _Array, ta: bool, tb: bool, out: _Array | None, /) -> _MaybeArray: ...
def linear(b: _Array | None, x: _Array, w: _Array, out: _Array | None, /) -> _MaybeArray: ...
def bmm(a: _Array, b: _Array, out: _Array | None, /) -> _MaybeArray: ...

# bind/sparse

def sparse_product(n: int, values: _Array, x: _Array, rows: _Array, columns: _Array, /) -> _MaybeArray: ...

# bind/layers

def conv2d(
    x: _Array,
    w: _Array,
    b: _Array | None,
    stride: _Pair,
    padding: _Pair,
    dilation: _Pair,
    groups: int,
    out: _Array | None,
    /,
) -> _MaybeArray: ...
def conv2d_grad_input(
    g: _Array, w: _Array, x_shape: _Shape, stride: _Pair, padding: _Pair, dilation: _Pair, groups: int, /
) -> _MaybeArray: ...
def conv2d_grad_weight(
    g: _Array, x: _Array, w_shape: _Shape, stride: _Pair, padding: _Pair, dilation: _Pair, groups: int, /
) -> _MaybeArray: ...
def conv2d_grad_bias(g: _Array, /) -> _MaybeArray: ...
def batch_norm_train(
    x: _Array,
    w: _Array | None,
    b: _Array | None,
    running_mean: _Array | None,
    running_var: _Array | None,
    momentum: float,
    eps: float,
    /,
) -> tuple[_Array, _Array, _Array] | NotImplementedType: ...
def batch_norm_eval(
    x: _Array,
    w: _Array | None,
    b: _Array | None,
    running_mean: _Array,
    running_var: _Array,
    momentum: float,
    eps: float,
    /,
) -> tuple[_Array, _Array, _Array] | NotImplementedType: ...
def batch_norm_backward(
    g: _Array, x: _Array, w: _Array | None, mean: _Array, rstd: _Array, training: bool, /
) -> tuple[_Array, _Array, _Array] | NotImplementedType: ...
def row_norm(
    x: _Array, w: _Array | None, b: _Array | None, eps: float, rows: int, inner: int, /
) -> tuple[_Array, _Array, _Array] | NotImplementedType: ...
def row_norm_backward(
    g: _Array, x: _Array, w: _Array | None, mean: _Array, rstd: _Array, inner: int, w_shape: _Shape, /
) -> tuple[_Array, _Array, _Array] | NotImplementedType: ...
def max_pool2d(
    x: _Array,
    kernel: _Window,
    stride: _Window | None,
    padding: _Window,
    dilation: _Window,
    ceil_mode: bool,
    kind: int,
    /,
) -> tuple[_Array, _Array | None] | NotImplementedType: ...
def max_pool2d_backward(
    g: _Array,
    index: _Array,
    x_shape: _Shape,
    kernel: _Window,
    stride: _Window | None,
    padding: _Window,
    dilation: _Window,
    ceil_mode: bool,
    /,
) -> _MaybeArray: ...
def max_pool2d_take(
    x: _Array,
    index: _Array,
    kernel: _Window,
    stride: _Window | None,
    padding: _Window,
    dilation: _Window,
    ceil_mode: bool,
    /,
) -> _MaybeArray: ...
def avg_pool2d(
    x: _Array,
    kernel: _Window,
    stride: _Window | None,
    padding: _Window,
    ceil_mode: bool,
    count_include_pad: bool,
    divisor_override: int | None,
    /,
) -> _MaybeArray: ...
def avg_pool2d_backward(
    g: _Array,
    x_shape: _Shape,
    kernel: _Window,
    stride: _Window | None,
    padding: _Window,
    ceil_mode: bool,
    count_include_pad: bool,
    divisor_override: int | None,
    /,
) -> _MaybeArray: ...
def softmax(x: _Array, dim: int, /) -> _MaybeArray: ...
def log_softmax(x: _Array, dim: int, /) -> _MaybeArray: ...
def softmax_backward(g: _Array, y: _Array, dim: int, /) -> _MaybeArray: ...
def log_softmax_backward(g: _Array, y: _Array, dim: int, /) -> _MaybeArray: ...
def lstm_run(
    x: _Array, sizes: _Array, w: _Array, h: _Array, c: _Array, wr: _Array | None, reverse: bool, /
) -> tuple[_Array, _Array, _Array, _Array, _Array, _Array] | NotImplementedType: ...
def lstm_back(
    gy: _Array,
    gh: _Array,
    gc: _Array,
    y: _Array,
    h: _Array,
    gates: _Array,
    cells: _Array,
    c: _Array,
    sizes: _Array,
    w: _Array,
    wr: _Array | None,
    reverse: bool,
    /,
) -> tuple[_Array, _Array, _Array, _Array, _Array | None] | NotImplementedType: ...
def gru_run(
    x: _Array, sizes: _Array, w: _Array, b: _Array | None, h: _Array, reverse: bool, /
) -> tuple[_Array, _Array, _Array] | NotImplementedType: ...
def gru_back(
    gy: _Array, gh: _Array, y: _Array, h: _Array, gates: _Array, sizes: _Array, w: _Array, reverse: bool, /
) -> tuple[_Array, _Array, _Array, _Array] | NotImplementedType: ...
def rnn_run(
    x: _Array, sizes: _Array, w: _Array, h: _Array, relu: bool, reverse: bool, /
) -> tuple[_Array, _Array] | NotImplementedType: ...
def rnn_back(
    gy: _Array, gh: _Array, y: _Array, h: _Array, sizes: _Array, w: _Array, relu: bool, reverse: bool, /
) -> tuple[_Array, _Array, _Array] | NotImplementedType: ...

# bind/losses: reduction 0 none, 1 mean, 2 sum

def nll_loss(
    x: _Array, target: _Array, weight: _Array | None, reduction: int, ignore: int, /
) -> tuple[_Array, _Array] | NotImplementedType: ...
def nll_loss_backward(
    g: _Array, target: _Array, weight: _Array | None, total: _Array, x_shape: _Shape, reduction: int, ignore: int, /
) -> _MaybeArray: ...
def mse_loss(x: _Array, y: _Array, reduction: int, /) -> _MaybeArray: ...
def mse_loss_backward(g: _Array, x: _Array, y: _Array, reduction: int, /) -> _MaybeArray: ...

# bind/optimizer_steps.cpp: the numbers, then list after list of arrays, then their number and flags

def sgd_step(
    lr: float, momentum: float, dampening: float, weight_decay: float, /, *lists_and_flags: Any
) -> tuple[()] | NotImplementedType: ...
def adam_step(
    lr: float, beta1: float, beta2: float, eps: float, weight_decay: float, /, *lists_and_flags: Any
) -> tuple[()] | NotImplementedType: ...
def fill_zero(*arrays: _Array) -> tuple[()] | NotImplementedType: ...

# waist/value.cpp

class Storage:
    version: int
    writer: str | None
    @property
    def serial(self) -> int: ...
    @property
    def site(self) -> _Site | None: ...
    def wrote(self, name: str, /) -> None: ...

class Value:
    result_class: type[Value] | None
    _array: _Array
    _dtype: _DType
    _device: _Device
    _storage: Storage
    _node: Node | None
    _grad: Value | None
    _base: Value | None
    _chain: tuple[tuple[OpBase, int], ...] | None
    _hooks: Any
    _node_version: int
    _output_nr: int
    _requires_grad: bool
    _inference: bool
    _creation: int
    def __new__(cls, *args: Any, **kwargs: Any) -> NoReturn: ...
    @classmethod
    def _wrap(
        cls: type[_T], array: _Array, dtype: _DType, device: _Device = ..., storage: Storage | None = None
    ) -> _T: ...
    @classmethod
    def _adopt(cls) -> None: ...
    @property
    def dtype(self) -> _DType: ...
    @property
    def device(self) -> _Device: ...
    @property
    def shape(self) -> _Size: ...
    @property
    def ndim(self) -> int: ...
    @property
    def requires_grad(self) -> bool: ...
    @property
    def _version(self) -> int: ...

# waist/node.cpp

class Node:
    call: Callable[..., Any] | None
    hooks: Any
    pre_hooks: Any
    post_hooks: Any
    retained: Any
    meta: dict[Any, Any] | None
    outs: _Specs
    def __new__(
        cls,
        op: OpBase | str,
        edges: Sequence[_Edge | None],
        specs: _Specs,
        outs: _Specs,
        call: Callable[..., Any] | None = None,
    ) -> Node: ...
    @property
    def op(self) -> OpBase | str: ...
    @property
    def seq(self) -> int: ...
    @property
    def edges(self) -> list[_Edge | None]: ...
    @property
    def site(self) -> _Site | None: ...
    @property
    def n_slots(self) -> int: ...
    @property
    def specs(self) -> _Specs: ...
    @property
    def next_functions(self) -> tuple[tuple[Any, int], ...]: ...
    @property
    def metadata(self) -> dict[Any, Any]: ...
    def name(self) -> str: ...
    def slot(self, i: int, /) -> Any: ...
    def room(self, n: int, /) -> None: ...
    def is_packed(self, i: int, /) -> bool: ...
    def pack(self, i: int, packed: Any, /) -> None: ...
    def unpack(self) -> tuple[Any, ...]: ...
    def register_hook(self, hook: Callable[..., Any], /) -> Any: ...
    def register_prehook(self, hook: Callable[..., Any], /) -> Any: ...
    def __dir__(self) -> list[str]: ...
    def __getattr__(self, name: str) -> Any: ...  # saved values, and what a custom function keeps on its ctx

# waist/op.cpp

class OpBase:
    def __new__(cls: type[_T], *args: Any, **kwargs: Any) -> _T: ...
    @classmethod
    def of(cls: type[_T], *params: Any) -> _T: ...

# waist/overrides.cpp

class Overridable:
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
    def __get__(self, instance: object, owner: type | None = None, /) -> Any: ...
    def __getattr__(self, name: str) -> Any: ...  # the function's own
    def __reduce__(self) -> str: ...

def overridable(
    function: Callable[..., Any],
    module: str,
    qualname: str,
    name: str,
    modes_only: bool = False,
    first_only: bool = False,
    not_wrapped: bool = False,
    operator: bool = False,
    policy: int = 0,
    method: bool = False,
    in_place: bool = False,
    numpy_names: bool = False,
    names: tuple[str, ...] = (),
    kinds: str = ...,
    positional: int = 0,
    older: Callable[..., dict[str, Any] | None] | None = None,
) -> Overridable: ...
def disable_overrides(level: int, /) -> int: ...
def function_modes() -> tuple[Any, ...]: ...
def set_function_modes(modes: tuple[Any, ...], /) -> None: ...
def autocast() -> Callable[..., Any] | None: ...
def set_autocast(caster: Callable[..., Any] | None, /) -> None: ...
def configure_overrides(
    dispatch: Callable[..., Any],
    convert: Callable[..., Any],
    tensor: type,
    default: Any,
    disabled: Any,
    signature: Callable[..., Any],
    /,
) -> None: ...
def class_overrides(cls: type, /) -> bool: ...

# waist/apply.cpp, waist/engine.cpp

def apply(op: _Op, /, *inputs: Any) -> Any: ...
def apply_(op: _Op, target: _Value, /, *inputs: Any) -> Any: ...
def apply_to(out: Any, op: _Op, /, *inputs: Any) -> Any: ...

IN_PLACE: Any  # stands where a Tensor would

# by position only, which _core/saving.py can't say of its own
def save_inputs(node: _Node, op: _Op, inputs: Sequence[Any], target: _Value | None) -> None: ...
def save_outputs(node: _Node, op: _Op, values: Sequence[_Value]) -> None: ...
def unpack(node: _Node) -> tuple[Any, ...]: ...
def release(node: _Node) -> None: ...
def new_epoch() -> None: ...
def configure_waist(
    cpu: _Device,
    namespace: Any,
    cast: Callable[..., Any],
    size: type[_Size],
    run: Callable[..., Any],
    apply_: Callable[..., Any],
    rebase: Callable[..., Any],
    hooks: Any,
    changed: Callable[..., Any],
    in_channels_last: Callable[..., Any],
    package: str,
) -> None: ...
def set_tensor_class(cls: type[_Value], /) -> None: ...
def set_shadow_classes(batched: type[ndarray], sparse: type[ndarray], /) -> None: ...
def run_backward(
    roots: Sequence[_Value | _Edge],
    grads: Sequence[_Value],
    keep_graph: bool = False,
    create_graph: bool = False,
    inputs: Sequence[_Value | _Edge] | None = None,
) -> list[Any] | None: ...
def will_run(to: _Node | _Value, /) -> bool: ...

# waist/bound.cpp

class BoundOp:
    __name__: str
    @property
    def op(self) -> OpBase: ...
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
    def __get__(self, instance: object, owner: type | None = None, /) -> Any: ...

class Indexer:
    @property
    def general(self) -> Callable[..., Any]: ...
    @property
    def __name__(self) -> str: ...
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
    def __get__(self, instance: object, owner: type | None = None, /) -> Any: ...

class _State:
    grad: bool
    inference: bool
    recorder: Any
    saved_hooks: tuple[Callable[..., Any], Callable[..., Any]] | None
    before_write: Callable[[Storage], Any] | None
    anomaly: Any
    vmap: Any
    @property
    def backward_pass(self) -> int: ...
    @property
    def captures(self) -> bool: ...

state: _State

def operator(op: _Op, reflected: bool = False, arrays: Callable[..., Any] = ...) -> BoundOp: ...
def in_place_operator(op: _Op, /) -> BoundOp: ...
def unary(op: _Op, name: str, doc: str | None = None, inplace: bool = False) -> BoundOp: ...
def indexer(select: type[_Op], slice: type[_Op], general: Callable[..., Any], /) -> Indexer: ...
def viewer(view: type[_Op], general: Callable[..., Any], /) -> Indexer: ...
def twin(f: BoundOp | Indexer, name: str, /) -> BoundOp | Indexer: ...

class AllocationError(RuntimeError, MemoryError): ...

def set_apply_out(f: Callable[..., Any], /) -> None: ...
