"""What scripts ask around tensors: limits, orders of dimensions, switches, arithmetic on sizes; beside PyTorch's."""

from __future__ import annotations

import rushlight
from support.printed import beside_pytorch

SETUP = """
x = torch.tensor([1., 2.])
a = torch.ones(2, 3, 4, 5)
p = torch.nn.Parameter(torch.zeros(2))
assert_allclose = torch.testing.assert_allclose
formats = [torch.contiguous_format, torch.channels_last]
"""

EXPRESSIONS = """
[torch.iinfo(d) for d in (torch.uint8, torch.int8, torch.int16, torch.int32)]
[torch.iinfo(d) for d in (torch.int64, torch.uint16, torch.uint32, torch.uint64)]
torch.iinfo(torch.bool)
torch.iinfo(torch.int64).max, torch.iinfo(torch.int64).min, torch.iinfo(torch.int16).bits, torch.iinfo(torch.int8).dtype
[torch.finfo(d) for d in (torch.float16, torch.bfloat16, torch.float32)]
[torch.finfo(d) for d in (torch.float64, torch.complex64, torch.complex128)]
x.dim_order(), torch.tensor(1).dim_order(), a.permute(2, 0, 1, 3).dim_order()
a.to(memory_format=torch.channels_last).dim_order(ambiguity_check=True)
torch.ones(2, 1, 3).dim_order(), torch.ones(3).expand(2, 3).dim_order()
torch.ones(2, 1, 3).dim_order(ambiguity_check=True)
torch.ones(4, 3).expand(2, 4, 3).dim_order(ambiguity_check=[torch.contiguous_format])
a.dim_order(ambiguity_check=formats)
a[:1].dim_order(ambiguity_check=formats), a[:1].dim_order(ambiguity_check=formats[:1])
a[:1].dim_order(ambiguity_check=formats[1:])
a[:, :1].contiguous().dim_order(ambiguity_check=formats[:1])
a.to(memory_format=torch.channels_last)[:1].dim_order(ambiguity_check=formats)
a.dim_order(ambiguity_check=3)
x.to_dense() is x, x.to_dense(torch.int8), x.to_dense(dtype=torch.float32) is x, x.to_dense(masked_grad=True)
x.module_load(torch.ones(2)), x
x.module_load(torch.ones(3), assign=True)
x.module_load(torch.ones(3))
x.is_sparse_csr, x.is_xla, x.is_ipu, x.is_mtia, x.is_maia, x.is_vulkan, x.name
issubclass(torch.OutOfMemoryError, RuntimeError), issubclass(torch.AcceleratorError, RuntimeError)
torch.sym_int(2.7), torch.sym_int(-2.7), torch.sym_float(3), torch.sym_sqrt(4), torch.sym_not(True), torch.sym_not(3)
torch.sym_max(1, 2.), torch.sym_max(2, 1.), torch.sym_max(2, 3), torch.sym_min(1, 2.), torch.sym_min(2, 1)
torch.sym_ite(True, 1, 2), torch.sym_ite(False, 1, 2)
torch.sym_ite(1, 2, 3)
torch.sym_max('a', 1)
torch.sym_sum([1, 2, 3]), torch.sym_sum((1.5, 2)), torch.sym_sum([]), torch.sym_sum(1, 2)
torch.sym_sqrt(-1)
isinstance(3, torch.SymInt), isinstance(2., torch.SymFloat), isinstance(True, torch.SymBool)
torch.SymInt()
[torch.set_warn_always(b) or torch.is_warn_always_enabled() for b in (False, True, False)]
torch.set_warn_always(False)
torch.set_warn_always(1)
torch.set_deterministic_debug_mode('warn'), torch.get_deterministic_debug_mode(), torch.set_deterministic_debug_mode(0)
[torch.set_deterministic_debug_mode(m) or torch.are_deterministic_algorithms_enabled() for m in (2, 0)]
torch.set_deterministic_debug_mode('default')
torch.set_deterministic_debug_mode('foo')
torch.set_deterministic_debug_mode(5)
torch.set_deterministic_debug_mode(1.5)
torch.cuda.OutOfMemoryError is torch.OutOfMemoryError
assert_allclose(x, x), assert_allclose([1., 2.], x), assert_allclose(1.0, 1.0 + 1e-9), assert_allclose(x, x.double())
assert_allclose(x, x + 1)
assert_allclose(x, x + 1e-3, rtol=0, atol=1e-2)
assert_allclose(x, x, rtol=1e-3)
assert_allclose(torch.tensor(float('nan')), float('nan'))
assert_allclose(torch.tensor(float('nan')), float('nan'), equal_nan=False)
assert_allclose(x, x * (1 + 5e-5)), assert_allclose(x.half(), x.half() * 1.0005)
assert_allclose(x, torch.ones(3))
"""


test_as_in_pytorch = beside_pytorch(SETUP, EXPRESSIONS)


def test_debug_modes_and_switches_agree():
    rushlight.set_deterministic_debug_mode(1)
    assert (
        rushlight.are_deterministic_algorithms_enabled() and rushlight.is_deterministic_algorithms_warn_only_enabled()
    )
    rushlight.use_deterministic_algorithms(True)
    assert rushlight.get_deterministic_debug_mode() == 2
    rushlight.use_deterministic_algorithms(False)
    assert rushlight.get_deterministic_debug_mode() == 0


def test_orders_of_dimensions():
    x = rushlight.ones(2, 3, 4)
    assert x.dim_order() == (0, 1, 2) and x.permute(2, 0, 1).dim_order() == (1, 2, 0)
    assert repr(rushlight.iinfo(rushlight.int32)) == "iinfo(min=-2.14748e+09, max=2.14748e+09, dtype=int32)"
    assert rushlight.sym_max(1, 2.0) == 2.0 and rushlight.sym_sum([1, 2]) == 3
