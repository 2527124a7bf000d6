"""The scan API, asked by a client that others have written."""
