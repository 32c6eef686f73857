"""Views, joins, splits, repeats: the same elements in other shapes."""
