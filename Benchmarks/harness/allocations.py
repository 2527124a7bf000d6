"""Counting the heap allocations of a running process, by breakpoints of the kernel on libc.

A uprobe on each allocating function of the C library counts in the kernel, thread by thread, without
stopping the process and without changing what it loads. It needs root.
"""

import ctypes
import os
import struct

from .host import Unusable, process_tree

FUNCTIONS = (
    "malloc", "calloc", "realloc", "reallocarray", "memalign", "aligned_alloc", "posix_memalign",
    "valloc")
_PERF_EVENT_OPEN = {"x86_64": 298, "aarch64": 241}
_UPROBE_TYPE = "/sys/bus/event_source/devices/uprobe/type"


class AllocationCount:
    """Counts the allocations of all threads of a process tree, from its making on."""

    def __init__(self, root):
        try:
            with open(_UPROBE_TYPE) as file:
                kind = int(file.read())
        except OSError:
            raise Unusable("the kernel has no uprobes (CONFIG_UPROBE_EVENTS)") from None
        self._counters = []
        for process in process_tree(root):
            library = c_library(process)
            offsets = symbol_offsets(library, FUNCTIONS)
            # Through the process's root, so that a file that was replaced meanwhile is not meant.
            for task in os.listdir(f"/proc/{process}/task"):
                with open(f"/proc/{process}/task/{task}/comm") as file:
                    thread = file.read().strip()
                for function, offset in offsets.items():
                    descriptor = open_uprobe(kind, library, offset, int(task))
                    self._counters.append((thread, task, function, descriptor))

    def read(self):
        """Allocations so far, by thread and function: `name/id function`."""
        counts = {}
        for thread, task, function, descriptor in self._counters:
            (value,) = struct.unpack("Q", os.read(descriptor, 8))
            counts[f"{thread}/{task} {function}"] = value
        return counts

    def close(self):
        for *_, descriptor in self._counters:
            os.close(descriptor)
        self._counters = []


def c_library(process):
    """The file of the C library that a process has mapped."""
    with open(f"/proc/{process}/maps") as file:
        for line in file:
            path = line.split(None, 5)[-1].strip()
            if os.path.basename(path).startswith("libc.so.6"):
                return path
    raise Unusable(f"process {process} has no libc.so.6 to count in")


def open_uprobe(kind, library, offset, task):
    """A descriptor that counts how often a thread reaches an offset of a file."""
    name = ctypes.create_string_buffer(library.encode())
    size = 112
    attributes = bytearray(size)
    struct.pack_into("II", attributes, 0, kind, size)
    struct.pack_into("QQ", attributes, 56, ctypes.addressof(name), offset)
    buffer = (ctypes.c_char * size).from_buffer(attributes)
    libc = ctypes.CDLL(None, use_errno=True)
    number = _PERF_EVENT_OPEN.get(os.uname().machine)
    if number is None:
        raise Unusable(f"no perf_event_open number known for {os.uname().machine}")
    close_on_exec = 8
    descriptor = libc.syscall(
        ctypes.c_long(number), ctypes.byref(buffer), ctypes.c_int(task), ctypes.c_int(-1),
        ctypes.c_int(-1), ctypes.c_ulong(close_on_exec))
    if descriptor < 0:
        code = ctypes.get_errno()
        raise Unusable(f"perf_event_open: {os.strerror(code)} (it needs root)")
    return descriptor


def symbol_offsets(path, names):
    """Where the functions lie in an ELF file, by name; several names of one place count once."""
    with open(path, "rb") as file:
        image = file.read()
    if image[:6] != b"\x7fELF\x02\x01":
        raise Unusable(f"{path}: not a 64-bit little-endian ELF file")
    (program_offset, section_offset) = struct.unpack_from("<QQ", image, 32)
    (program_size, program_count, section_size, section_count) = struct.unpack_from(
        "<HHHH", image, 54)
    loads = []
    for index in range(program_count):
        kind, _, offset, address, _, file_bytes = struct.unpack_from(
            "<IIQQQQ", image, program_offset + index * program_size)
        if kind == 1:
            loads.append((address, offset, file_bytes))
    sections = [
        struct.unpack_from("<IIQQQQII", image, section_offset + index * section_size)
        for index in range(section_count)]
    places = {}
    for _, kind, _, _, offset, size, link, _ in sections:
        if kind != 11:  # SHT_DYNSYM
            continue
        text = sections[link][4]
        for position in range(offset, offset + size, 24):
            name, information, _, section, value, _ = struct.unpack_from("<IBBHQQ", image, position)
            # Functions that this file defines.
            if information & 15 != 2 or section == 0:
                continue
            symbol = image[text + name:image.index(b"\0", text + name)].decode()
            if symbol in names:
                for address, start, length in loads:
                    if address <= value < address + length:
                        places.setdefault(value - address + start, symbol)
    if not places:
        raise Unusable(f"{path}: no allocating function found")
    return {symbol: offset for offset, symbol in places.items()}
