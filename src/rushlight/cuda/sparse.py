"""Sparse tensors of CUDA by dtype: there are none."""
