"""The mechanism of ``torch.distributed``: stores, process groups, and the functions that use them.

What other processes see goes through one place, the methods of ``ProcessGroup`` (``group.py``): ``OneProcess`` is the
group whose only member is this process.
"""
