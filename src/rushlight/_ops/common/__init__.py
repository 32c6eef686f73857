"""What ops of all rooms share: arguments, dims, shapes, promotion, out=."""
