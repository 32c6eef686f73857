"""What becomes of the numbers that a loss has for each element or example: all of them, their mean or their sum."""

from __future__ import annotations

REDUCTIONS = ("none", "mean", "sum")  # by the numbers that stand for them in ``torch``
_NUMBERS = {"none": 0, "mean": 1, "elementwise_mean": 1, "sum": 2}


def reduction_number(reduction, size_average=None, reduce=None):
    """0, 1, 2 for 'none', 'mean', 'sum'. The other two arguments are the older way to say it.
    Raises ValueError for other names."""
    if size_average is not None or reduce is not None:
        reduction = legacy_reduction(size_average, reduce, 4)
    try:
        return _NUMBERS[reduction]
    except (KeyError, TypeError):
        raise ValueError(f"{reduction} is not a valid value for reduction; write 'none', 'mean' or 'sum'") from None


def legacy_reduction(size_average, reduce, stacklevel=3):
    """'none', 'mean' or 'sum' from the arguments that came before ``reduction``; warns, as PyTorch, of the line
    ``stacklevel`` calls up."""
    import warnings

    name = "none" if reduce is False else "sum" if size_average is False else "mean"
    text = f"size_average and reduce args will be deprecated, please use reduction='{name}' instead."
    warnings.warn(text, stacklevel=stacklevel)
    return name


def reduced(each, number):
    """``each`` as it is, its mean (1) or its sum (2)."""
    return each.mean() if number == 1 else each.sum() if number == 2 else each
