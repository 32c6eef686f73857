"""What makes a function public."""
