"""Wrappings of a test signature, and the proxy that must see through them."""
