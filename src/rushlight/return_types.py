"""The classes of named results: ``torch.return_types.max`` and the like."""

from ._ops.common.named_results import *  # noqa: F403
