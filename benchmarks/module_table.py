"""PyTorch's own module table (``module_db``) run on rushlight: how many entries pass with all samples and gradients.

    python benchmarks/module_table.py                the whole table: a count, and the first reason of each failure
    python benchmarks/module_table.py LSTM Conv2d    entries of these names
    python benchmarks/module_table.py --errors       the calls that PyTorch's table expects to fail: do we raise the
    same class?

An entry passes if for float32 and float64, in training and in evaluation, every sample agrees with PyTorch: same
numbers at first after the same seed, same repr and state_dict, the same output and gradients of all inputs and
parameters, the same buffers afterwards, and PyTorch's state_dict loads. Needs PyTorch, and expecttest, which PyTorch's
tables import.
"""

from __future__ import annotations

import argparse
import os
import warnings
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from op_table import TOLERANCES, Missing, Translator, attribute, differs, flat, gradients

DTYPES = ("float32", "float64")
TOLERANCES["float32"] = (1e-4, 1e-4)  # a layer chains many operations: CTC adds up logarithms of size 100 over 50 steps


def table():
    from torch.testing._internal.common_modules import module_db

    return module_db


def title(entry):
    return entry.name.removeprefix("nn.")


class ModuleTranslator(Translator):
    """Also modules: the same class, with the same attributes and numbers."""

    def leaf(self, x):
        if isinstance(x, self.torch.nn.Module):
            if id(x) not in self.made:
                y = self.twin(x)
                self.made[id(x)] = (x, y)
            return self.made[id(x)][1]
        if isinstance(x, self.torch.nn.LinearCrossEntropyOptions):
            names = ("allow_retain_graph", "batch_chunk_size", "chunking_method", "acc_policy", "acc_dtype")
            return self.named_class(type(x))(*(self(getattr(x, name)) for name in names))
        if isinstance(x, self.torch.nn.Parameter):
            return self.ours.nn.Parameter(super().leaf(x.detach()), x.requires_grad)
        return super().leaf(x)

    def twin(self, x):
        y = self.named_class(type(x)).__new__(self.named_class(type(x)))
        self.ours.nn.Module.__init__(y)
        for name, value in x.__dict__.items():
            if name not in ("_parameters", "_buffers", "_modules") and not name.endswith("hooks"):
                y.__dict__[name] = self(value) if callable(value) else value
        for name, p in x._parameters.items():
            y.register_parameter(name, None if p is None else self.leaf(p))
        for name, b in x._buffers.items():
            y.register_buffer(name, None if b is None else self.leaf(b))
        for name, m in x._modules.items():
            y.add_module(name, None if m is None else self.leaf(m))
        return y

    def named(self, home, qualname, name):
        if hasattr(self.ours.nn.functional, qualname):  # gelu is not among torch's own names
            return getattr(self.ours.nn.functional, qualname)
        return super().named(home, qualname, name)

    def named_class(self, kind):
        try:
            return attribute(self.ours, f"{kind.__module__.removeprefix('torch.')}.{kind.__name__}")
        except AttributeError:
            raise Missing(f"no nn.{kind.__name__}") from None

    def __call__(self, x):
        if isinstance(x, self.torch.nn.Module):
            return self.leaf(x)
        if isinstance(x, self.torch.nn.utils.rnn.PackedSequence):
            parts = [super(ModuleTranslator, self).__call__(v) for v in x]
            return self.ours.nn.utils.rnn.PackedSequence(*parts)
        return super().__call__(x)


def pairs_of_state(ours, theirs):
    a, b = ours.state_dict(), theirs.state_dict()
    if list(a) != list(b):
        return f"state_dict has {list(a)}, PyTorch {list(b)}"
    return differs(list(a.values()), list(b.values()), "state_dict")


def leaves(x):
    return [t for t in flat(x) if getattr(t, "requires_grad", False)]


def sample_differs(entry, sample, dtype, training):
    import torch

    import rushlight

    change = ModuleTranslator()
    make, call = sample.constructor_input, sample.forward_input
    args, kwargs = change(tuple(make.args)), change(make.kwargs)
    torch.manual_seed(0)
    rushlight.manual_seed(0)
    theirs = entry.module_cls(*make.args, **make.kwargs)
    ours = change.named_class(entry.module_cls)(*args, **kwargs)
    if repr(ours) != repr(theirs) and " at 0x" not in repr(theirs):
        return f"repr {ours!r}, PyTorch {theirs!r}"
    ours.to(getattr(rushlight, dtype))
    theirs.to(getattr(torch, dtype))
    lazy = entry.is_lazy
    if not lazy:
        if problem := pairs_of_state(ours, theirs):
            return "at first: " + problem
        ours.load_state_dict(change(dict(theirs.state_dict())))
    ours.train(training)
    theirs.train(training)
    if call is None:
        return None
    inputs, options = change(tuple(call.args)), change(call.kwargs)
    torch.manual_seed(1)
    rushlight.manual_seed(1)
    expected = theirs(*call.args, **call.kwargs)
    got = ours(*inputs, **options)
    if problem := differs(got, expected, "output"):
        return problem
    if lazy and (problem := pairs_of_state(ours, theirs)):
        return "after the first call: " + problem
    p = [t for t in theirs.parameters() if t.requires_grad] + leaves([list(call.args), call.kwargs])
    q = [t for t in ours.parameters() if t.requires_grad] + leaves([list(inputs), options])
    if len(p) != len(q):
        return f"{len(q)} tensors want gradients, PyTorch {len(p)}"
    a, b = gradients(rushlight, got, q), gradients(torch, expected, p)
    for k, (x, y) in enumerate(zip(a, b, strict=True)):
        if (x is None) != (y is None):
            return f"gradient {k}: {'none' if x is None else 'given'}, PyTorch {'none' if y is None else 'gives it'}"
        if y is not None and (problem := differs(x, y, f"gradient {k} of {tuple(y.shape)}")):
            return problem
    return differs(list(ours.buffers()), list(theirs.buffers()), "buffers afterwards")


def samples(entry, kind, training):
    import torch

    torch.manual_seed(0)
    return entry.module_inputs_func(entry, device="cpu", dtype=kind, requires_grad=True, training=training)


def run_entry(index):
    """(title, passed samples, first reason to fail or None) of one entry."""
    import torch

    torch.set_num_threads(1)
    entry = table()[index]
    passed = 0
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for dtype in DTYPES:
            for training in (True, False):
                for sample in samples(entry, getattr(torch, dtype), training):
                    try:
                        problem = sample_differs(entry, sample, dtype, training)
                    except Missing as error:
                        problem = str(error)
                    except Exception as error:
                        problem = f"{type(error).__name__}: {str(error)[:200]}"
                    if problem:
                        make = sample.constructor_input
                        where = (
                            f"{dtype}, {'train' if training else 'eval'}, {sample.desc} ({make.args}, {make.kwargs})"
                        )
                        return title(entry), passed, f"{problem[:400]} <- {where[:200]}"
                    passed += 1
    return title(entry), passed, None


def failure(call):
    """What a call raises, or None."""
    try:
        call()
    except Missing:
        raise
    except Exception as error:
        return error
    return None


def run_errors(index):
    """(title, samples refused as by PyTorch, first reason to fail or None) of the error samples of one entry."""
    import torch

    entry = table()[index]
    passed = 0
    if entry.module_error_inputs_func is None:
        return title(entry), 0, None
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        torch.manual_seed(0)
        for error_input in entry.module_error_inputs_func(
            entry, device="cpu", dtype=torch.float64, requires_grad=True, training=True
        ):
            sample = error_input.module_error_input if hasattr(error_input, "module_error_input") else error_input
            change = ModuleTranslator()
            make, call = sample.constructor_input, sample.forward_input

            def run(cls, to, make=make, call=call):
                m = cls(*to(tuple(make.args)), **to(make.kwargs)).to(getattr(to, "double", torch.float64))
                if call is not None:
                    m(*to(tuple(call.args)), **to(call.kwargs))

            wanted = failure(lambda run=run: run(entry.module_cls, lambda x: x))
            if wanted is None:
                continue
            try:
                change.double = change.ours.float64
                ours = change.named_class(entry.module_cls)
                got = failure(lambda run=run, ours=ours, change=change: run(ours, change))
            except Missing as error:
                return title(entry), passed, str(error)
            if got is None or type(wanted).__name__ not in [c.__name__ for c in type(got).__mro__]:
                return title(entry), passed, f"{got!r:.150}, PyTorch {wanted!r:.150}"
            passed += 1
    return title(entry), passed, None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="entries to run; all without names")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--errors", action="store_true", help="run the error samples instead")
    args = parser.parse_args()
    chosen = [k for k, entry in enumerate(table()) if not args.names or title(entry) in args.names]
    job = run_errors if args.errors else run_entry
    with ProcessPoolExecutor(args.jobs) as pool:
        results = list(pool.map(job, chosen))
    failed = [(name, reason) for name, _, reason in results if reason]
    for name, reason in failed:
        print(f"{name:28} {reason}")
    passed, total = len(results) - len(failed), len(results)
    print(f"{passed} of {total} entries pass ({passed / max(1, total):.1%})")
    print(f"{sum(n for _, n, _ in results)} samples agree")


if __name__ == "__main__":
    main()
