"""Models by name, and what their builders have in common."""

from __future__ import annotations

import fnmatch
import inspect
import warnings

__all__ = ["get_model", "get_model_builder", "list_models", "register_model"]

BUILTIN_MODELS: dict = {}
_SIGNATURE = inspect.Signature(
    [
        inspect.Parameter("weights", inspect.Parameter.KEYWORD_ONLY, default=None),
        inspect.Parameter("progress", inspect.Parameter.KEYWORD_ONLY, default=True),
        inspect.Parameter("kwargs", inspect.Parameter.VAR_KEYWORD),
    ]
)


def register_model(name=None):
    """Decorator that makes a builder known to ``get_model`` under ``name`` (the function's own by default).
    Raises: ValueError if the name is taken."""

    def register(builder):
        key = builder.__name__ if name is None else name
        if key in BUILTIN_MODELS:
            raise ValueError(f"An entry is already registered under the name '{key}'.")
        BUILTIN_MODELS[key] = builder
        return builder

    return register


def list_models(module=None, include=None, exclude=None):
    """The names of the models, sorted.

    ``module``: only those built in that package. ``include`` and ``exclude``: a pattern (``"resnet*"``) or several.

    >>> from rushlight.vision import models
    >>> models.list_models(include="resnet*", exclude=["*1*2", "*34"])
    ['resnet101', 'resnet18', 'resnet50']
    """

    def matches(name, patterns):
        return any(fnmatch.fnmatch(name, p) for p in ([patterns] if isinstance(patterns, str) else patterns))

    return sorted(
        name
        for name, builder in BUILTIN_MODELS.items()
        if (module is None or builder.__module__.rpartition(".")[0] == module.__name__)
        and (not include or matches(name, include))
        and not (exclude and matches(name, exclude))
    )


def get_model_builder(name):
    """The function that builds the model of this name, in upper or lower case. Raises: ValueError for an unknown name.

    >>> from rushlight.vision import models
    >>> models.get_model_builder("resnet18") is models.resnet18
    True
    """
    try:
        return BUILTIN_MODELS[name.lower()]
    except KeyError:
        raise ValueError(f"Unknown model {name.lower()}") from None


def get_model(name, **config):
    """Build the model of this name; ``config`` goes to its builder.

    >>> from rushlight.vision import models
    >>> models.get_model("squeezenet1_1", num_classes=10).num_classes
    10
    """
    return get_model_builder(name)(**config)


def _weights_refused(name, weights):
    return ValueError(
        f"{name}: the weights {weights!r} can't be downloaded by rushlight. Build the model with weights=None and load the file "
        "that torchvision publishes for it:\n"
        f"    model = {name}()\n"
        '    model.load_state_dict(torch.load("path/to/file.pth"))'
    )


def _weights_asked(name, arguments, weights, options):
    """The weights that a call asks for, after the former ways of saying so."""
    if len(arguments) > 2:
        raise TypeError(
            f"{name}() takes at most 2 positional arguments (weights, progress), {len(arguments)} given"
        )
    if arguments:
        given = " and ".join(f"'{key}'" for key in ("weights", "progress")[: len(arguments)])
        warnings.warn(
            f"Using {given} as positional parameter(s) is deprecated since 0.13 and may be removed in the future. Please use "
            "keyword parameter(s) instead.",
            stacklevel=4,
        )
        weights = arguments[0]
    if "pretrained" in options:
        warnings.warn(
            "The parameter 'pretrained' is deprecated since 0.13 and may be removed in the future, please use 'weights' instead.",
            stacklevel=4,
        )
        weights = bool(options.pop("pretrained"))
    if isinstance(weights, (bool, int)):
        warnings.warn(
            "Arguments other than a weight enum or `None` for 'weights' are deprecated since 0.13 and may be removed in the "
            f"future. {'' if weights else 'The current behavior is equivalent to passing `weights=None`.'}".rstrip(),
            stacklevel=4,
        )
        return weights or None
    return weights


def builder(name, make, *arguments, fixed=None, **defaults):
    """The builder of a named model, registered: a function ``(*, weights=None, progress=True, **kwargs)`` that gives
    ``make(*arguments, **kwargs)``.

    ``defaults`` may be replaced by the caller's keywords; another value than that in ``fixed`` is a ValueError.
    """

    def build(*args, weights=None, progress=True, **kwargs):
        weights = _weights_asked(name, args, weights, kwargs)
        if weights is not None:
            raise _weights_refused(name, weights)
        for key, value in (fixed or {}).items():
            if kwargs.setdefault(key, value) != value:
                raise ValueError(
                    f"The parameter '{key}' expected value {value} but got {kwargs[key]} instead."
                )
        return make(*arguments, **{**defaults, **kwargs})

    build.__name__ = build.__qualname__ = name
    build.__module__ = make.__module__
    build.__signature__ = _SIGNATURE
    build.__doc__ = f"A new {name} with random weights; further keywords go to its class. Raises: ValueError if ``weights`` are asked for."
    return register_model()(build)
