"""Random numbers, with PyTorch's streams."""
