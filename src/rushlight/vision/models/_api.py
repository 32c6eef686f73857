"""Models by name, and what their builders have in common."""

from __future__ import annotations

import fnmatch
import inspect
import warnings
from typing import TYPE_CHECKING

from ... import nn
from ._weights import class_of_model, class_of_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import ModuleType
    from typing import Any

    from .._types import Layer
    from ._weights import WeightsEnum


BUILTIN_MODELS: dict = {}
_SIGNATURE = inspect.Signature(
    [
        inspect.Parameter("weights", inspect.Parameter.KEYWORD_ONLY, default=None),
        inspect.Parameter("progress", inspect.Parameter.KEYWORD_ONLY, default=True),
        inspect.Parameter("kwargs", inspect.Parameter.VAR_KEYWORD),
    ]
)


def register_model(name: str | None = None) -> Callable[[Layer], Layer]:
    """Decorator that makes a builder known to ``get_model`` under ``name`` (the function's own by default).
    Raises: ValueError if the name is taken."""

    def register(builder):
        key = builder.__name__ if name is None else name
        if key in BUILTIN_MODELS:
            raise ValueError(f"An entry is already registered under the name '{key}'.")
        BUILTIN_MODELS[key] = builder
        return builder

    return register


def list_models(
    module: ModuleType | None = None,
    include: str | Iterable[str] | None = None,
    exclude: str | Iterable[str] | None = None,
) -> list[str]:
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


def get_model_builder(name: str) -> Layer:
    """The function that builds the model of this name, in upper or lower case. Raises: ValueError for an unknown name.

    >>> from rushlight.vision import models
    >>> models.get_model_builder("resnet18") is models.resnet18
    True
    """
    try:
        return BUILTIN_MODELS[name.lower()]
    except KeyError:
        raise ValueError(f"Unknown model {name.lower()}") from None


def get_model(name: str, **config: Any) -> nn.Module:
    """Build the model of this name; ``config`` goes to its builder.

    >>> from rushlight.vision import models
    >>> models.get_model("squeezenet1_1", num_classes=10).num_classes
    10
    """
    return get_model_builder(name)(**config)


def _weights_asked(name, arguments, weights, options):
    """The weights that a call asks for, after the former ways of saying so."""
    if len(arguments) > 2:
        raise TypeError(f"{name}() takes at most 2 positional arguments (weights, progress), {len(arguments)} given")
    if arguments:
        given = " and ".join(f"'{key}'" for key in ("weights", "progress")[: len(arguments)])
        warnings.warn(
            f"Using {given} as positional parameter(s) is deprecated since 0.13 and may be removed in the future. "
            "Please use keyword parameter(s) instead.",
            stacklevel=4,
        )
        weights = arguments[0]
    if "pretrained" in options:
        warnings.warn(
            "The parameter 'pretrained' is deprecated since 0.13 and may be removed in the future, please use "
            "'weights' instead.",
            stacklevel=4,
        )
        weights = bool(options.pop("pretrained"))
    if isinstance(weights, (bool, int)):
        warnings.warn(
            "Arguments other than a weight enum or `None` for 'weights' are deprecated since 0.13 and may be removed "
            "in the "
            f"future. {'' if weights else 'The current behavior is equivalent to passing `weights=None`.'}".rstrip(),
            stacklevel=4,
        )
        if not weights:
            return None
        if "IMAGENET1K_V1" not in class_of_model(name).__members__:
            raise ValueError(f"No weights available for model {name}")
        return "IMAGENET1K_V1"  # the only ones when this was the way to ask
    return weights


def get_model_weights(name: str | Layer) -> type[WeightsEnum]:
    """The enum of a model's published weights, from its name or its builder.

    >>> from rushlight.vision import models
    >>> list(models.get_model_weights("resnet50"))
    [ResNet50_Weights.IMAGENET1K_V1, ResNet50_Weights.IMAGENET1K_V2]
    """
    return class_of_model(name.lower() if isinstance(name, str) else name.__name__)


def get_weight(name: str) -> WeightsEnum:
    """The published weights with this whole name. Raises: ValueError for an unknown class or name.

    >>> from rushlight.vision import models
    >>> models.get_weight("ResNet50_Weights.DEFAULT")
    ResNet50_Weights.IMAGENET1K_V2
    """
    kind, dot, member = name.partition(".")
    if not dot or "." in member:
        raise ValueError(f"Invalid weight name provided: '{name}'.")
    found = class_of_name(kind)
    if found is None:
        raise ValueError(f"The weight enum '{kind}' for the specific method couldn't be retrieved.")
    return found.verify(member)


def overwrite(options: dict[str, Any], key: str, value: Any) -> None:
    """Set a keyword whose value the weights decide. Raises: ValueError if the caller gave another."""
    if options.setdefault(key, value) != value:
        raise ValueError(f"The parameter '{key}' expected value {value} but got {options[key]} instead.")


def builder(
    name: str,
    make: Layer,
    *arguments: Any,
    fixed: dict[str, Any] | None = None,
    published: Callable[..., Any] | None = None,
    **defaults: Any,
) -> Callable[..., Any]:
    """The builder of a named model, registered: a function ``(*, weights=None, progress=True, **kwargs)`` that gives
    ``make(*arguments, **kwargs)``, with published weights if asked for.

    ``defaults`` may be replaced by the caller's keywords; another value than that in ``fixed`` is a ValueError.
    ``published(kwargs, crop_size)`` sets keywords that the weights decide, and may return what is to be done with the
    loaded model.
    """

    def build(*args, weights=None, progress=True, **kwargs):
        weights = _weights_asked(name, args, weights, kwargs)
        for key, value in (fixed or {}).items():
            overwrite(kwargs, key, value)
        finish = None
        if weights is not None:
            weights = class_of_model(name).verify(weights)
            if "FEATURES" not in weights.name:  # those have no classes
                overwrite(kwargs, "num_classes", 1000)
            if published is not None:
                finish = published(kwargs, weights.transforms.keywords["crop_size"])
        model = make(*arguments, **{**defaults, **kwargs})
        if weights is not None:
            model.load_state_dict(weights.get_state_dict(args[1] if len(args) > 1 else progress, check_hash=True))
            if finish is not None:
                finish(model)
        return model

    build.__name__ = build.__qualname__ = name
    build.__module__ = make.__module__
    build.__signature__ = _SIGNATURE  # type: ignore[attr-defined]
    build.__doc__ = (
        f'A new {name}, its weights random or (``weights``: a member of its enum, or a name like ``"DEFAULT"``) '
        "published ones; further keywords go to its class. Raises: ValueError if the weights can't be had."
    )
    return register_model()(build)
