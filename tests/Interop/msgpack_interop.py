#!/usr/bin/python3
"""An independent MessagePack implementation reads what our codec wrote, and writes what our codec must read.

usage: msgpack_interop.py OURS EXPECTED THEIRS

OURS and THEIRS hold messages, each behind its length in 4 bytes, big-endian. EXPECTED is JSON: for each message of OURS
the value that it must decode to. For each message THEIRS gets three encodings: the library's own, the library's with
32-bit floats where nothing is lost (else its own again), and the longest form of everything.
"""
import json
import math
import struct
import sys

import msgpack


def describe(value):
    """A decoded value as JSON; what JSON lacks becomes an object with one telling key."""
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, float):
        return {"float": repr(value)}
    if isinstance(value, msgpack.Timestamp):
        return {"timestamp": [value.seconds, value.nanoseconds]}
    if isinstance(value, (list, tuple)):
        return [describe(item) for item in value]
    if isinstance(value, dict):
        return {"map": [[describe(key), describe(item)] for key, item in value.items()]}
    return value


def expand(value):
    """EXPECTED may write long text as {"repeat": ["x", 1000]} and long bytes as {"zeros": 300}."""
    if isinstance(value, list):
        return [expand(item) for item in value]
    if isinstance(value, dict):
        if "repeat" in value:
            return value["repeat"][0] * value["repeat"][1]
        if "zeros" in value:
            return {"bytes": "00" * value["zeros"]}
        return {key: expand(item) for key, item in value.items()}
    return value


def floats(value):
    if isinstance(value, float):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from floats(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from floats(item)


def fits_single(number):
    if math.isnan(number) or math.isinf(number):
        return True
    try:
        return struct.unpack(">f", struct.pack(">f", number))[0] == number
    except OverflowError:
        return False


def longest(value):
    """The longest legal form: 64-bit integers, 32-bit lengths, 96-bit timestamps."""
    if value is None:
        return b"\xc0"
    if value is True:
        return b"\xc3"
    if value is False:
        return b"\xc2"
    if isinstance(value, int):
        return b"\xcf" + struct.pack(">Q", value) if value >= 0 else b"\xd3" + struct.pack(">q", value)
    if isinstance(value, float):
        return b"\xcb" + struct.pack(">d", value)
    if isinstance(value, str):
        utf8 = value.encode()
        return b"\xdb" + struct.pack(">I", len(utf8)) + utf8
    if isinstance(value, bytes):
        return b"\xc6" + struct.pack(">I", len(value)) + value
    if isinstance(value, msgpack.Timestamp):
        return b"\xc9" + struct.pack(">IbIq", 12, -1, value.nanoseconds, value.seconds)
    if isinstance(value, (list, tuple)):
        return b"\xdd" + struct.pack(">I", len(value)) + b"".join(map(longest, value))
    if isinstance(value, dict):
        return b"\xdf" + struct.pack(">I", len(value)) + b"".join(longest(key) + longest(item) for key, item in value.items())
    raise TypeError(type(value))


def frames(path):
    with open(path, "rb") as file:
        while head := file.read(4):
            yield file.read(struct.unpack(">I", head)[0])


def main(ours, expected, theirs):
    with open(expected, encoding="utf-8") as file:
        expectations = [expand(value) for value in json.load(file)]
    payloads = list(frames(ours))
    if len(payloads) != len(expectations):
        sys.exit(f"{len(payloads)} messages were written, {len(expectations)} are expected")
    with open(theirs, "wb") as file:
        for index, (payload, expectation) in enumerate(zip(payloads, expectations)):
            value = msgpack.unpackb(payload, raw=False, strict_map_key=False)
            # As text, because to Python True equals 1.
            found, wanted = json.dumps(describe(value)), json.dumps(expectation)
            if found != wanted:
                sys.exit(f"message {index} decodes to\n{found[:2000]}\nexpected is\n{wanted[:2000]}")
            single = all(map(fits_single, floats(value)))
            for encoding in (msgpack.packb(value), msgpack.packb(value, use_single_float=single), longest(value)):
                file.write(struct.pack(">I", len(encoding)) + encoding)
    print(f"{len(payloads)} messages agree")


if __name__ == "__main__":
    main(*sys.argv[1:])
