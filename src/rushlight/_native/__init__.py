"""The compiled module. Everything native is reached through this package and nowhere else."""

from . import _ext as ext
