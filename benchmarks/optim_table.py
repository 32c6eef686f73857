"""PyTorch's own optimizer table (``optim_db``) run on rushlight: how many entries pass with all their options.

    python benchmarks/optim_table.py            the whole table: a count, and the first reason of each failure
    python benchmarks/optim_table.py Adam SGD   entries of these names

An entry passes if for float32, float64, complex64 and complex128 (those that it takes) and all options that the table
lists for a CPU five steps from the same parameters and gradients end where PyTorch's do, the state dicts agree, and the
errors that the table expects have the same class. Needs PyTorch, and expecttest, which PyTorch's tables import.
"""

from __future__ import annotations

import argparse
import copy
import warnings

import numpy as np

DTYPES = ("float32", "float64", "complex64", "complex128")
SHAPES = ((4, 3), (3, 4), (2, 5))
TOLERANCES = {"float32": 2e-5, "float64": 1e-7, "complex64": 2e-5, "complex128": 1e-7}


def numbers(dtype, shape, seed):
    """Normal numbers of a dtype."""
    rng = np.random.default_rng(seed)
    a = rng.standard_normal(shape)
    return (a + 1j * rng.standard_normal(shape) if dtype.startswith("complex") else a).astype(dtype)


def translated(value, t, ours):
    """Tensors among the options as rushlight's."""
    if isinstance(value, t.Tensor):
        return ours.from_numpy(value.detach().numpy().copy())
    if isinstance(value, (tuple, list)):
        return type(value)(translated(v, t, ours) for v in value)
    return value


def run(lib, cls, options, dtype):
    """Parameters after five steps, and the optimizer."""
    params = [lib.nn.Parameter(lib.from_numpy(numbers(dtype, s, 7 + i))) for i, s in enumerate(SHAPES)]
    optimizer = cls(params, **options)
    step = [0]

    def closure():
        for i, p in enumerate(params):
            p.grad = lib.from_numpy(numbers(dtype, SHAPES[i], 100 * step[0] + i))
        step[0] += 1
        return lib.ones(())

    for _ in range(5):
        optimizer.step(closure)
    return [p.detach().numpy() for p in params], optimizer


def agree(a, b, dtype):
    """Whether two values of the state (numbers, Tensors, lists of them) agree."""
    if isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(agree(x, y, dtype) for x, y in zip(a, b, strict=True))
    if a is None or b is None:
        return a is b
    a, b = (v.detach().numpy() if hasattr(v, "detach") else np.asarray(v) for v in (a, b))
    return a.shape == b.shape and np.allclose(a, b, TOLERANCES[dtype], TOLERANCES[dtype])


def differs(info, t, ours, options, dtype):
    """The first difference of one set of options, or None."""
    cls = getattr(ours.optim, info.optim_cls.__name__)
    own = {k: translated(v, t, ours) for k, v in options.items()}
    expected, theirs = run(t, info.optim_cls, copy.deepcopy(options), dtype)
    got, mine = run(ours, cls, own, dtype)
    limit = 0.02 if cls.__name__ == "Muon" else TOLERANCES[dtype]  # its products are in bfloat16
    for i, (a, b) in enumerate(zip(got, expected, strict=True)):
        if not np.allclose(a, b, limit, limit):
            return f"parameter {i} is off by {abs(a - b).max():.1e}"
    a, b = mine.state_dict()["state"], theirs.state_dict()["state"]
    if list(a) != list(b):
        return f"state of {list(a)}, PyTorch of {list(b)}"
    for k in b:
        if set(a[k]) != set(b[k]):
            return f"state {sorted(a[k])}, PyTorch {sorted(b[k])}"
        for name in b[k]:
            if not agree(a[k][name], b[k][name], dtype):
                return f"state {name!r} differs"
    return None


def run_errors(info, t, ours):
    """The first error that the table expects and that has another class here, or None."""
    cls = getattr(ours.optim, info.optim_cls.__name__)
    for sample in info.optim_error_inputs_func("cpu", t.float32):
        given, made = sample.optimizer_error_input, {}

        def change(x, made=made):
            if isinstance(x, t.Tensor):
                return made.setdefault(id(x), ours.nn.Parameter(translated(x, t, ours)))
            if isinstance(x, dict):
                return {k: change(v) for k, v in x.items()}
            return type(x)(change(v) for v in x) if isinstance(x, (list, tuple)) else x

        with warnings.catch_warnings():
            warnings.simplefilter("error" if issubclass(sample.error_type, Warning) else "ignore")
            try:
                cls(change(given.params), **{k: translated(v, t, ours) for k, v in given.kwargs.items()})
            except sample.error_type:
                continue
            except Exception as error:
                return f"{given.desc}: {type(error).__name__}, PyTorch {sample.error_type.__name__}"
        if sample.error_on.name == "CONSTRUCTION_ERROR":
            return f"{given.desc}: no error, PyTorch {sample.error_type.__name__}"
    return None


def run_entry(info, t, ours):
    """(number of sets of options that pass, first reason to fail or None)."""
    if not hasattr(ours.optim, info.optim_cls.__name__):
        return 0, "no such name"
    passed = 0
    sparse = info.only_supports_sparse_grads
    for dtype in () if sparse else DTYPES:
        if dtype.startswith("complex") and not info.supports_complex:
            continue
        for sample in info.optim_inputs_func(device="cpu"):
            try:
                problem = differs(info, t, ours, sample.kwargs, dtype)
            except Exception as error:
                problem = f"{type(error).__name__}: {str(error)[:150]}"
            if problem:
                return passed, f"{dtype} {sample.desc} {sample.kwargs}: {problem}"
            passed += 1
    return passed, run_errors(info, t, ours)


def main():
    """Print the first difference of each entry that fails, and how many pass."""
    import torch as t
    from torch.testing._internal.common_optimizers import optim_db

    import rushlight as ours

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*")
    names = parser.parse_args().names
    warnings.simplefilter("ignore")
    entries = [info for info in optim_db if not names or info.optim_cls.__name__ in names]
    good = samples = 0
    for info in entries:
        passed, problem = run_entry(info, t, ours)
        samples += passed
        good += problem is None
        if problem:
            print(f"{info.optim_cls.__name__:12} {problem}")
    print(f"{good} of {len(entries)} entries pass; {samples} sets of options agree")


if __name__ == "__main__":
    main()
