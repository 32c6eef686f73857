"""Casts and copies."""
