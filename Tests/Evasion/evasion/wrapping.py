"""What a wrapping is."""

import dataclasses
from collections.abc import Callable


@dataclasses.dataclass
class Wrapping:
    """A way to carry a payload."""

    name: str
    """What it is called, for people."""
    wrap: Callable[[bytes], bytes]
    """The file that carries a payload."""
    opens: bool = True
    """Whether a common program gets the payload out without a password: then nothing but `infected` will
    do. If not, `unscannable` or `forbidden` is right too."""
    content_type: str = "application/octet-stream"
    """What the request says of it."""
    headers: tuple = ()
    """Further header fields of the request."""
    is_said: bool = False
    """Whether the content type alone says how it is to be read: where nothing says it, nobody reads it so."""
    needs: str = ""
    """A program without which it cannot be made."""


def wrapping(into, name, **options):
    """Adds the function below to a list, as a wrapping."""

    def add(function):
        into.append(Wrapping(name, function, **options))
        return function

    return add
