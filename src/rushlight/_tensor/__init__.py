"""Tensor: a Value with the methods of all rooms of _ops; printing, pickling."""
