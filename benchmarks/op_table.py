"""PyTorch's own operator table (``op_db``) run on rushlight: how many entries pass with all samples and gradients.

    python benchmarks/op_table.py                 the whole table: a count, and the first reason of each failure
    python benchmarks/op_table.py sum cdist fft.  entries of these names (a name that ends with a dot is a prefix)
    python benchmarks/op_table.py --json FILE     also every result, written to FILE
    python benchmarks/op_table.py --errors        the calls that PyTorch's table expects to fail: do we raise the same
    class?

An entry passes if for float32, float64, int64 and bool (those of them that it takes on a CPU) every sample gives
PyTorch's shapes, dtypes and values, and for the floats PyTorch's gradients of all inputs. Where a result is not unique
(signs of singular vectors), what the entry itself names as comparable is compared. Needs PyTorch, and expecttest, which
PyTorch's tables import.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import os
import types
import warnings
from concurrent.futures import ProcessPoolExecutor

import numpy as np

DTYPES = ("float32", "float64", "int64", "bool")
TOLERANCES = {"float32": (3e-5, 3e-5), "float64": (1e-7, 1e-7), "complex64": (3e-5, 3e-5), "complex128": (1e-7, 1e-7)}
UNINITIALISED = (
    "empty",
    "empty_like",
    "empty_permuted",
    "empty_strided",
    "new_empty",
    "new_empty_strided",
    "resize_",
    "resize_as_",
)
TIES = ("argsort", "kthvalue", "median", "mode", "nanmedian", "sort", "topk")


def table():
    """The entries that take one of our dtypes on a CPU."""
    import torch
    from torch.testing._internal.common_methods_invocations import op_db

    ours = {getattr(torch, d) for d in DTYPES}
    return [op for op in op_db if ours & set(op.dtypes)]


def title(op):
    return f"{op.name}.{op.variant_test_name}" if op.variant_test_name else op.name


def attribute(root, path):
    for part in path.split("."):
        root = getattr(root, part)
    return root


class Missing(Exception):
    pass


class Translator:
    """From PyTorch's objects to rushlight's."""

    def __init__(self):
        import torch

        import rushlight

        self.torch, self.ours = torch, rushlight
        self.made, self.memories = {}, {}

    def leaf(self, x):
        t, r = self.torch, self.ours
        if isinstance(x, t.Tensor):
            if id(x) in self.made:
                return self.made[id(x)][1]
            if x.layout != t.strided or x.is_quantized:
                raise Missing(f"a {x.layout} tensor")
            y = self.copied(x.detach().resolve_conj().resolve_neg())
            if x.requires_grad:
                y.requires_grad_()
            self.made[id(x)] = (x, y)
            return y
        for kind, path in ((t.dtype, ""), (t.memory_format, ""), (t.layout, "")):
            if isinstance(x, kind):
                return attribute(r, str(x).removeprefix("torch.") + path)
        if isinstance(x, t.device):
            return r.device(str(x))
        if isinstance(x, t.Generator):
            return r.Generator()
        if isinstance(x, t.nn.PairwiseDistance):
            return r.nn.PairwiseDistance(x.norm, x.eps, x.keepdim)
        if isinstance(x, t.nn.Module):
            raise Missing(f"a {type(x).__name__}")
        return x

    def copied(self, x):
        """The same numbers, with the same strides in memory of the same size, shared by those that share it."""
        place = x.untyped_storage().data_ptr(), x.dtype
        if place not in self.memories or not place[0]:
            whole = self.torch.empty(0, dtype=x.dtype).set_(x.untyped_storage())
            y = self.ours.from_numpy(numbers(whole).copy())
            self.memories[place] = x, y.to(self.ours.bfloat16) if x.dtype == self.torch.bfloat16 else y
        y = self.memories[place][1]
        return y.as_strided(tuple(x.shape), x.stride(), x.storage_offset()).detach()

    def __call__(self, x):
        if isinstance(x, self.torch.Size):
            return tuple(x)
        if isinstance(x, (tuple, list)):
            parts = [self(v) for v in x]
            return type(x)(*parts) if hasattr(x, "_fields") else type(x)(parts)
        if isinstance(x, dict):
            return {k: self(v) for k, v in x.items()}
        if isinstance(x, slice):
            return slice(self(x.start), self(x.stop), self(x.step))
        fixed = (type, self.torch.dtype, self.torch.nn.Module)
        if callable(x) and not isinstance(x, fixed) and type(x).__name__ != "OpInfo":
            return self.function(x)
        return self.leaf(x)

    def function(self, f, name=None):
        """The same function of rushlight's: by name, or, for the table's own lambdas, with rushlight in place of
        torch."""
        if isinstance(f, types.FunctionType):
            home = f.__module__
            if f.__name__ == "freeze_rng_state":  # each sample is seeded anyway
                return contextlib.nullcontext
            if home.startswith("torch.testing") or home == "__main__":
                known = {k: self.global_(v) for k, v in f.__globals__.items() if k in names_in(f.__code__)}
                known["__builtins__"] = __builtins__
                cells = tuple(types.CellType(self(c.cell_contents)) for c in f.__closure__ or ())
                g = types.FunctionType(f.__code__, known, f.__name__, None, cells)
                g.__defaults__ = self(f.__defaults__) if f.__defaults__ else f.__defaults__
                g.__kwdefaults__ = self(f.__kwdefaults__) if f.__kwdefaults__ else f.__kwdefaults__
                return g
            return self.named(home.removeprefix("torch.").removeprefix("torch"), f.__qualname__, name)
        if isinstance(f, types.BuiltinFunctionType) and f.__module__ == "builtins":
            return f
        if type(f).__name__ in ("method_descriptor", "wrapper_descriptor"):
            return self.named("", f"Tensor.{f.__name__}", None)
        if name is None:
            name = getattr(f, "__name__", None)
            if name is None:
                raise Missing(f"a {type(f).__name__}")
        return self.named("", name, None)

    def global_(self, v):
        if v is self.torch:
            return self.ours
        if isinstance(v, types.ModuleType) and v.__name__.startswith("torch."):
            try:
                return importlib.import_module("rushlight." + v.__name__.removeprefix("torch."))
            except ImportError:
                return None
        if isinstance(v, types.FunctionType) and v.__module__.startswith("torch"):
            return self.function(v)
        return v

    def named(self, home, qualname, name):
        paths = [name, f"{home}.{qualname}".lstrip(".")]
        if not home or home.startswith("_") or home == "functional":
            paths += [qualname, "Tensor." + qualname]
        for path in filter(None, paths):
            try:
                return attribute(self.ours, path)
            except AttributeError:
                continue
        raise Missing(f"no {name or qualname}")


def names_in(code):
    found = set(code.co_names)
    for const in code.co_consts:
        if isinstance(const, types.CodeType):
            found |= names_in(const)
    return found


def flat(x):
    if isinstance(x, dict):
        return [t for v in x.values() for t in flat(v)]
    if isinstance(x, (tuple, list)):
        return [t for v in x for t in flat(v)]
    return [x]


def differs(got, expected, what, values=True, strides=False):
    """The first difference between two results, in words, or None."""
    a, b = flat(got), flat(expected)
    if len(a) != len(b):
        return f"{what}: {len(a)} results, PyTorch {len(b)}"
    for x, y in zip(a, b, strict=True):
        if not hasattr(y, "dtype"):
            if values and str(x).replace("rushlight", "torch") != str(y):
                return f"{what}: {x!r}, PyTorch {y!r}"
            continue
        if not hasattr(x, "dtype"):
            return f"{what}: {type(x).__name__} in place of a tensor"
        if tuple(x.shape) != tuple(y.shape) or str(x.dtype) != str(y.dtype):
            return f"{what}: {tuple(x.shape)} {x.dtype}, PyTorch {tuple(y.shape)} {y.dtype}"
        if strides and y.numel() > 1 and (own := seen_strides(x)) != (theirs := seen_strides(y)):
            return f"{what}: strides {own}, PyTorch {theirs}, shape {tuple(y.shape)}"
        if values:
            p, q = numbers(x), numbers(y)
            rtol, atol = TOLERANCES.get(str(y.dtype).removeprefix("torch."), (0, 0))
            if not np.allclose(p, q, rtol, atol * max(1.0, largest(q)), equal_nan=True):
                return f"{what}: values differ"
    return None


def numbers(t):
    t = t.detach().clone()  # PyTorch's gradients of zeros have no memory
    if str(t.dtype) == "torch.bfloat16":
        t = t.float()
    return t.resolve_conj().resolve_neg().numpy() if hasattr(t, "resolve_neg") else t.resolve_conj().numpy()


def largest(q):
    finite = np.abs(q[np.isfinite(q)]) if q.dtype.kind in "fc" else q.reshape(-1)[:0]
    return float(finite.max()) if finite.size else 0.0


def seen_strides(t):
    return tuple(s for s, n in zip(t.stride(), t.shape, strict=True) if n != 1)


def settled(result):
    """The result with its indices zeroed; values stay."""
    if isinstance(result, (tuple, list)):
        return [*result[:-1], result[-1] * 0]
    return result * 0 if str(result.dtype) == "torch.int64" else result


def gradients(lib, result, leaves):
    """Gradients of a weighted sum of the results with respect to the leaves."""
    outs = [r for r in flat(result) if isinstance(r, lib.Tensor) and r.requires_grad]
    if not outs or not leaves:
        return []
    weights = []
    rng = np.random.default_rng(5)
    for r in outs:
        w = rng.standard_normal(tuple(r.shape))
        if r.dtype.is_complex:
            w = w + 1j * rng.standard_normal(tuple(r.shape))
        weights.append(lib.from_numpy(np.asarray(w)).to(r.dtype))
    return list(lib.autograd.grad(outs, leaves, weights, allow_unused=True))


def sample_differs(op, sample, dtype, strides):
    import torch

    import rushlight

    change = Translator()
    function = change.function(op.op, op.name)
    inputs = change((sample.input, tuple(sample.args), sample.kwargs))
    pairs = [p for p in change.made.values() if p[0].requires_grad]
    torch.manual_seed(1)
    rushlight.manual_seed(1)
    expected = op.op(sample.input, *sample.args, **sample.kwargs)
    got = function(inputs[0], *inputs[1], **inputs[2])
    unique = not op.name.startswith(("linalg.svd", "linalg.eig", "svd", "pca_lowrank", "linalg.qr", "qr", "geqrf"))
    fixed = op.name not in UNINITIALISED
    if op.name in TIES and dtype in ("int64", "bool"):  # which of equal elements comes first is nobody's promise
        got, expected = settled(got), settled(expected)
    if problem := differs(got, expected, "result", values=unique and fixed, strides=strides):
        return problem
    process = sample.output_process_fn_grad
    seen = process(expected) if process else expected
    own = change(process)(got) if process else got
    if fixed and (problem := differs(own, seen, "result")):
        return problem
    if not (op.supports_autograd and dtype.startswith("float") and fixed):
        return None
    theirs = gradients(torch, seen, [p[0] for p in pairs])
    ours = gradients(rushlight, own, [p[1] for p in pairs])
    zeros = [p[1] for p in pairs]
    for k, (a, b) in enumerate(zip(ours or [None] * len(theirs), theirs or [None] * len(ours), strict=True)):
        if (a is None) != (b is None):
            given = a if b is None else b
            if given.detach().abs().sum().item() != 0:
                return (
                    f"gradient {k}: {'none' if a is None else 'given'}, PyTorch {'none' if b is None else 'gives it'}"
                )
            continue
        if a is not None and (problem := differs(a, b, f"gradient {k} of {tuple(zeros[k].shape)}")):
            return problem
    return None


def run_entry(index, strides=False):
    """(title, passed samples, first reason to fail or None) of one entry."""
    import torch

    torch.set_num_threads(1)
    op = table()[index]
    passed = 0
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for dtype in DTYPES:
            kind = getattr(torch, dtype)
            if kind not in op.dtypes:
                continue
            grad = op.supports_autograd and dtype.startswith("float")
            torch.manual_seed(0)
            for sample in op.sample_inputs("cpu", kind, requires_grad=grad):
                try:
                    problem = sample_differs(op, sample, dtype, strides)
                except Missing as error:
                    problem = str(error)
                except Exception as error:
                    problem = f"{type(error).__name__}: {str(error)[:150]}"
                if problem:
                    args = f"{shown(sample.input)}, {', '.join(map(shown, sample.args))} {sample.kwargs or ''}"[:200]
                    return title(op), passed, f"{dtype}: {problem} <- ({args})"
                passed += 1
    return title(op), passed, None


def run_errors(index, strides=False):
    """(title, samples refused as by PyTorch, first reason to fail or None) of the error samples of one entry."""

    op = table()[index]
    passed = 0
    if op.error_inputs_func is None:
        return title(op), 0, None
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for error_input in op.error_inputs("cpu"):
            sample = error_input.sample_input
            try:
                op.op(sample.input, *sample.args, **sample.kwargs)
                continue  # of some entries PyTorch itself lets the sample pass
            except Exception as error:
                wanted_class = type(error)
            try:
                change = Translator()
                function = change.function(op.op, op.name)
                inputs = change((sample.input, tuple(sample.args), sample.kwargs))
                function(inputs[0], *inputs[1], **inputs[2])
                problem = f"no error, PyTorch {wanted_class.__name__}"
            except Missing as error:
                problem = str(error)
            except Exception as error:
                same = isinstance(error, wanted_class) or type(error).__name__ == wanted_class.__name__
                problem = (
                    None if same else f"{type(error).__name__}: {str(error)[:100]}, PyTorch {wanted_class.__name__}"
                )
            if problem:
                return title(op), passed, f"{problem} <- {error_input.error_regex[:150]}"
            passed += 1
    return title(op), passed, None


def shown(x):
    if hasattr(x, "dtype") and hasattr(x, "shape"):
        return f"{str(x.dtype).removeprefix('torch.')}{tuple(x.shape)}"
    return f"[{', '.join(map(shown, x))}]" if isinstance(x, (tuple, list)) else repr(x)[:40]


def wanted(name, names):
    return not names or any(
        name == n or name.split(".")[-1] == n or (n.endswith(".") and name.startswith(n)) for n in names
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="entries to run; all without names")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--json", help="write all results to this file")
    parser.add_argument("--strides", action="store_true", help="compare strides of results too")
    parser.add_argument("--errors", action="store_true", help="run the error samples instead")
    args = parser.parse_args()
    chosen = [k for k, op in enumerate(table()) if wanted(op.name, args.names) or wanted(title(op), args.names)]
    results = []
    with ProcessPoolExecutor(args.jobs, max_tasks_per_child=None) as pool:
        job = run_errors if args.errors else run_entry
        for future in [pool.submit(job, k, args.strides) for k in chosen]:
            results.append(future.result())
    failed = [(name, reason) for name, _, reason in results if reason]
    for name, reason in failed:
        print(f"{name:40} {reason}")
    passed, total = len(results) - len(failed), len(results)
    missing = sum(": no " in reason[:12] or "MissingName" in reason for _, reason in failed)
    print(
        f"{passed} of {total} entries pass ({passed / max(1, total):.1%}); {missing} lack a name, "
        f"{len(failed) - missing} differ"
    )
    print(f"{sum(n for _, n, _ in results)} samples agree")
    if args.json:
        with open(args.json, "w") as f:
            json.dump(results, f, indent=0)


if __name__ == "__main__":
    main()
