"""What the public classes and functions of PyTorch say of themselves: their module, name and qualified name.

``python -m support.identity FILE`` writes the list of the ``torch`` that it finds; ``tests/golden/identity.json.xz`` is
PyTorch's.
"""

from __future__ import annotations

import importlib
import json
import lzma
import sys
import types
import warnings

MODULES = """
torch torch.amp torch.autograd torch.autograd.function torch.autograd.functional torch.autograd.graph
torch.autograd.profiler torch.backends torch.cpu torch.cuda torch.cuda.amp torch.distributions
torch.distributions.constraints torch.distributions.kl torch.distributions.transforms torch.fft torch.func torch.fx
torch.hub torch.jit torch.linalg torch.masked torch.nn torch.nn.attention torch.nn.functional torch.nn.init
torch.nn.modules torch.nn.parallel torch.nn.parameter torch.nn.utils torch.nn.utils.clip_grad
torch.nn.utils.parametrizations torch.nn.utils.parametrize torch.nn.utils.prune torch.nn.utils.rnn torch.optim
torch.optim.lr_scheduler torch.optim.swa_utils torch.overrides torch.profiler torch.random torch.return_types
torch.serialization torch.signal.windows torch.special torch.storage torch.testing torch.utils torch.utils.checkpoint
torch.utils.data torch.utils.data.distributed torch.utils.dlpack
"""


def collect():
    """``module:name`` -> (``__module__``, ``__name__``, ``__qualname__``) of all public classes and functions."""
    found = {}
    warnings.simplefilter("ignore")
    for module_name in MODULES.split():
        module = importlib.import_module(module_name)
        for name in dir(module):
            try:
                thing = None if name.startswith("_") else getattr(module, name, None)
            except ImportError:  # a module that needs a package which is not here
                continue
            if callable(thing) and hasattr(thing, "__name__") and not isinstance(thing, types.ModuleType):
                said = [getattr(thing, part, None) for part in ("__module__", "__name__", "__qualname__")]
                found[f"{module_name}:{name}"] = said
    return found


if __name__ == "__main__":
    with open(sys.argv[1], "wb") as file:
        file.write(lzma.compress(json.dumps(collect(), sort_keys=True).encode()))
