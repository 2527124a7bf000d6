"""Ordinary files, which must be delivered."""
