"""One adversarial pair, and what several of them are made of."""


class Kind:
    """Databases by file name, and a file that is the worst for them."""

    def __init__(self, name, databases, body):
        self.name = name
        self.databases = databases
        # A function, so that not all bodies are in memory at once.
        self.body = body


def filled(piece, size):
    """A file of one piece, repeated to a size."""
    return (piece * (size // len(piece) + 1))[:size]


def logical(name, logic, parts, target=0, keys=""):
    """A line of an .ldb file."""
    return f"{name};Engine:81-255,Target:{target}{keys};{logic};{';'.join(parts)}\n"


def body_line(name, pattern, target=0, offset="*"):
    """A line of an .ndb file."""
    return f"{name}:{target}:{offset}:{pattern}\n"
