"""Tensors from nothing, from data, to data; their memory, dtype and device."""
