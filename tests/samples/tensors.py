"""Samples of the room tensors: copies and dtypes, new tensors, strides."""

from __future__ import annotations

from samples.table import Table
from support.drawn import normal, positive, spread

__all__ = ["ERRORS", "SAMPLES"]

table = Table()
sample, calls, SAMPLES = table.sample, table.calls, table.samples
x34, y34, y4, p34 = normal(3, 4), normal(3, 4), normal(4), positive(3, 4)
far34 = spread(3, 4) / 2 + 0.0375

# Copies and dtypes ----------------------------------------------------------------------------------------------------

sample("clone", lambda t, x: x.clone(), x34, pointwise=True)
for name in ("float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"):
    sample(f"to {name}", lambda t, x, d=name: x.to(getattr(t, d)), 3 * p34, pointwise=True, grad=False)
sample("complex64", lambda t, x: x.to(t.complex64), x34, pointwise=True, grad=False)
sample("copy_", lambda t, x, y: x.clone().copy_(y), x34, y4, pointwise=True)
sample("fill_", lambda t, x: x.clone().fill_(3), x34, pointwise=True)
sample("fill_ tensor", lambda t, x, y: x.clone().fill_(y.sum()), x34, y4)
sample("zero_", lambda t, x: x.clone().zero_(), x34, pointwise=True)
sample("type_as", lambda t, x, y: x.type_as(y.int()), x34, y34, pointwise=True, grad=False)
sample("to and back", lambda t, x: x.to(t.complex128).real.to(t.float64) * 2, x34, dtypes=False)
calls(x34, "t.fill(x, 2)", "t.fill(x, x[0, 0])")

for text in (
    "t._convert_indices_from_coo_to_csr(t.tensor([0, 0, 2]), 3)",
    "t._convert_indices_from_csr_to_coo(t.tensor([0, 2, 2, 3]), t.tensor([1, 0, 1]), transpose=True)",
):
    sample(text, lambda t, x, text=text: eval(text), x34, dtypes=False, grad=False, numpy=False)

# New tensors ----------------------------------------------------------------------------------------------------------

for name in ("zeros_like", "ones_like"):
    sample(name, lambda t, x, f=name: getattr(t, f)(x), x34, grad=False, pointwise=True)
sample("full_like", lambda t, x: t.full_like(x, 2), x34, grad=False, pointwise=True)
sample("empty_strided", lambda t, x: t.zeros_like(x.t()) + 0 * t.empty_strided((2,), (1,)).numel(), x34, grad=False)
sample("new_full", lambda t, x: x.new_full((2, 3), 5), x34, grad=False)
sample("new_ones", lambda t, x: x.new_ones(2, 3) + x.new_zeros((3,)), x34, grad=False)
sample("arange", lambda t, x: t.arange(1, 9, 2, dtype=x.dtype), x34, grad=False)
sample("arange float", lambda t, x: t.arange(-1, 1, 0.25), x34, grad=False)
sample("linspace", lambda t, x: t.linspace(1, 8, 6, dtype=x.dtype), x34, grad=False, tolerance=4)
sample("logspace", lambda t, x: t.logspace(0, 2, 5, base=2.0), x34, grad=False, tolerance=4)
sample("eye", lambda t, x: t.eye(3, 4, dtype=x.dtype), x34, grad=False)

# Strides --------------------------------------------------------------------------------------------------------------

calls(far34, "x.as_strided((2, 2), (1, 2), 3)", "x.as_strided((3, 2), (2, 1))", one_layout="reads strides")
calls(x34, "(x * 1).as_strided_((2, 2), (1, 2))", one_layout="reads strides")
calls(
    normal(2, 3, 4),
    "x.unfold(2, 2, 1)",
    "x.unfold(1, 2, 2)",
    "x.diagonal(1, 0, 2)",
    "x.diagonal(dim1=-2, dim2=-1)",
    of=" of matrices",
)

# Wrong calls ----------------------------------------------------------------------------------------------------------

ERRORS = (
    ("t._foreach_add([x], [x, x])", "RuntimeError", "Tensor lists must have the same number of tensors, got 1 and 2"),
    ("t.nn.functional.grouped_mm(x[0], x[0])", "RuntimeError", "have 2 or 3 dimensions, not 1 and 1"),
    (
        "t._convert_indices_from_coo_to_csr(x, 3)",
        "RuntimeError",
        "Input is supposed to be a vector, but got 2 dimensional",
    ),
    ("x.size(2)", "IndexError", "expected to be in range of [-2, 1], but got 2"),
    ("t.ones(()).stride(0)", "IndexError", "Dimension specified as 0 but tensor has no dimensions"),
    ("x.pin_memory()", "RuntimeError", "Cannot access accelerator device when none is available"),
    ("x.dim_order(ambiguity_check=1)", "TypeError", "must be a bool or a list of memory formats"),
    ("t.ones(2, requires_grad=True).apply_(abs)", "RuntimeError", "Can't call apply_() on Variable that requires grad"),
    ("x.clone().map_(n, max)", "TypeError", "of dtype torch.float32, but got torch.int64: use .to()"),
    ('x.to("floaty")', "RuntimeError", "Expected one of cpu, cuda, ipu, xpu, mkldnn,"),
    ("x.type(5)", "TypeError", "torch.dtype, not int: write dtype=torch.float32"),
    ("t.tensor([1, 2]).requires_grad_()", "RuntimeError", "one has torch.int64: convert it with .float"),
    ("t.zeros(-1)", "RuntimeError", "Dimension size must be non-negative, got [-1]"),
    ("t.ones(2.5)", "TypeError", "ints, but found element of type float at pos 0"),
    ("t.arange(0, 3, -1)", "RuntimeError", "inconsistent with step sign: from 0 to 3 by -1"),
    ("t.arange(0, 3, 0)", "RuntimeError", "step must be nonzero, got start 0, end 3, step 0"),
    ("t.linspace(0, 1, -1)", "RuntimeError", "number of steps must be non-negative, got -1"),
    ("t.eye(-1)", "RuntimeError", "n must be greater or equal to 0, got -1"),
    ('t.zeros(2, dtype="float")', "TypeError", "not 'float': write dtype=torch.float32"),
    ("t.empty_strided((2,), (-1,))", "RuntimeError", "not supported at the moment, got strides: [-1]"),
    ("t.from_dlpack([1.0])", "RuntimeError", "constructed a tensor from it once; got list"),
    ("x.item()", "RuntimeError", "a Tensor with 6"),
    ("x.requires_grad_().numpy()", "RuntimeError", "Can't call numpy() on Tensor that requires"),
    ("t.ones(2).__int__()", "ValueError", "converted to Python scalars, this has shape [2]"),
    ("bool(x)", "RuntimeError", "Boolean value of Tensor with more than one"),
    ("t.tensor([[1], [1, 2]])", "ValueError", "expected sequence of length 1 at dim 1 (got 2"),
    ('t.tensor("a")', "TypeError", "new(): invalid data type 'str'"),
    ("t.from_numpy([1])", "TypeError", "expected np.ndarray (got list"),
    ("t.tensor([None])", "RuntimeError", "Could not infer dtype of NoneType"),
    ('t.frombuffer(b"", dtype=t.int8)', "ValueError", "buffer length (0) and count (-1) must not be 0"),
    ("x.backward()", "RuntimeError", "element 0"),
    ("x.requires_grad_().backward()", "RuntimeError", "for scalar outputs; this one has shape (2, 3)"),
    ("(x.requires_grad_() * 1).backward(t.ones(3))", "RuntimeError", "and output[0] has a shape of torch.Size([2, 3]"),
    ("x.requires_grad_().add_(1)", "RuntimeError", "a leaf Variable that requires grad is being"),
    ("t.from_file(5, size=3)", "TypeError", "argument 'filename' (position 1) must be str, not int"),
    ('t.from_file("nowhere/at/all", size=3)', "RuntimeError", "2] No such file or directory: 'nowhere/at/all'"),
    ("t.as_strided(x, (9, 9), (9, 9))", "RuntimeError", "of 580 are out of bounds for storage of size 24"),
    ("t.as_strided(x, (2,), (1, 1))", "RuntimeError", "and shape: size [2] has 1, stride [1, 1] has 2"),
    ("x.unfold(0, 5, 1)", "RuntimeError", "for tensor at dimension 0 is 2 but size is 5"),
    ("x.unfold(0, 1, 0)", "RuntimeError", "step is 0 but must be > 0"),
    ("x.view(t.float64)", "RuntimeError", "as Double (different element sizes), but got 3"),
    ("t.as_strided(x, (2,), (-1,))", "RuntimeError", "not supported at the moment, got strides: [-1]"),
    ("t.result_type(1)", "TypeError", "takes two tensors or numbers, got 1"),
    ("t.is_nonzero(x)", "RuntimeError", "Boolean value of Tensor with more than one"),
    ("t.can_cast(1, 2)", "TypeError", "(position 1) must be torch.dtype, not int"),
    ("t.diagonal(x, 0, 1, 1)", "RuntimeError", "diagonal dimensions cannot be identical 1, 1"),
    ("x.size(5)", "IndexError", "(expected to be in range of [-2, 1], but got 5"),
    ("x.stride(2)", "IndexError", "(expected to be in range of [-2, 1], but got 2"),
    ("x.dim_order(ambiguity_check=5)", "TypeError", "must be a bool or a list of memory formats"),
)
