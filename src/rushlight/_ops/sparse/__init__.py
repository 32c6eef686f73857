"""Sparse tensors: how they are made and taken apart, and what other rooms' ops do on them."""
