"""Compares `cordon scan` with clamscan: see main.py."""
