"""The operations, one family per file: Op classes, public functions and the methods of Tensor."""
