"""Leaves: dtypes, devices, sizes, formats, errors, atomic files. They import nothing of the package."""
