"""What this package takes from the tensor core, and the few places where it works on the arrays themselves."""
