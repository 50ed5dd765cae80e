"""Comity: the working system behind international forensic cooperation."""

__version__ = "0.1.0"
