"""A drive of two files in user space that stops answering when told, as a network drive does whose server has gone.

Usage: stalling-drive.py FOLDER. It prints "mounted", and reads "stall", "stall-reads", "go" or "end" from standard input, a line each.
Needs Linux, /dev/fuse and the right to mount. Structures: linux/fuse.h, protocol 7.31.
"""

import ctypes
import os
import select
import stat
import struct
import sys

LOOKUP, FORGET, GETATTR, OPEN, READ, RELEASE, FLUSH, INIT = 1, 2, 3, 14, 15, 18, 25, 26
OPENDIR, READDIR, RELEASEDIR, ACCESS, BATCH_FORGET = 27, 28, 29, 34, 42
ENOENT, ENOSYS = 2, 38
DETACH = 2

contents = {2: b"export function answer() { return 42; }\n", 3: b"export function question() {}\n"}
names = {b"answer.ts": 2, b"question.ts": 3}


def attributes(node):
    mode, size = (stat.S_IFDIR | 0o755, 0) if node == 1 else (stat.S_IFREG | 0o644, len(contents[node]))
    return struct.pack("<6Q3I7I", node, size, 1, 1000, 1000, 1000, 0, 0, 0, mode, 1, 0, 0, 0, 4096, 0)


def directory():
    entries = b""
    for place, (name, node) in enumerate(names.items(), 1):
        entry = struct.pack("<2Q2I", node, place, len(name), stat.S_IFREG >> 12) + name
        entries += entry + b"\0" * (-len(entry) % 8)
    return entries


def answer(opcode, node, body):
    """The reply's body, or the number of an error."""
    if opcode == INIT:
        return struct.pack("<4I2H2I2HI7I", 7, 31, 65536, 0, 12, 10, 65536, 1, 1, 0, 0, *[0] * 7)
    if opcode == LOOKUP:
        found = names.get(body.rstrip(b"\0"))
        # Nothing may be remembered: every look has to come here.
        return ENOENT if found is None else struct.pack("<4Q2I", found, 0, 0, 0, 0, 0) + attributes(found)
    if opcode == GETATTR:
        return struct.pack("<Q2I", 0, 0, 0) + attributes(node)
    if opcode in (OPEN, OPENDIR):
        return struct.pack("<Q2I", 0, 1, 0)
    if opcode in (READ, READDIR):
        _, offset, size = struct.unpack_from("<2QI", body)
        if opcode == READ:
            return contents[node][offset : offset + size]
        return directory() if offset == 0 else b""
    return b"" if opcode in (RELEASE, RELEASEDIR, FLUSH, ACCESS) else ENOSYS


def main(folder):
    libc = ctypes.CDLL(None, use_errno=True)
    device = os.open("/dev/fuse", os.O_RDWR)
    options = f"fd={device},rootmode=40000,user_id=0,group_id=0".encode()
    if libc.mount(b"stalling", folder.encode(), b"fuse", 0, options) != 0:
        sys.exit(os.strerror(ctypes.get_errno()))
    print("mounted", flush=True)
    stalled = holds_reads = False
    held = []

    def reply_to(request):
        _, opcode, unique, node = struct.unpack_from("<2I2Q", request)
        reply = answer(opcode, node, request[40:])
        error, body = (-reply, b"") if isinstance(reply, int) else (0, reply)
        os.write(device, struct.pack("<IiQ", 16 + len(body), error, unique) + body)

    try:
        while True:
            ready, _, _ = select.select([sys.stdin] + ([] if stalled else [device]), [], [])
            if sys.stdin in ready:
                word = sys.stdin.readline().strip()
                if word in ("end", ""):
                    return
                stalled, holds_reads = word == "stall", word == "stall-reads"
                while held and not (stalled or holds_reads):
                    reply_to(held.pop(0))
                print(word, flush=True)
            elif device in ready:
                request = os.read(device, 1 << 20)
                _, opcode = struct.unpack_from("<2I", request)
                if opcode == READ and holds_reads:
                    held.append(request)
                elif opcode not in (FORGET, BATCH_FORGET):
                    reply_to(request)
    finally:
        libc.umount2(folder.encode(), DETACH)


main(sys.argv[1])
