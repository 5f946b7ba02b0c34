#!/usr/bin/env python3
"""Compares klaw with msgspec on random messages: python3 tests/compat/live.py [--seed N] [--count N]

Needs Python 3.10 or newer and cargo; the rest it fetches itself, into `.venv` beside this file. Of every message it asks both sides:

  frames made here   accepted or refused alike, the same bytes written again, the same text where one is refused
  messages of klaw   built in Rust and encoded there: msgspec reads them, writes the same bytes, and says of one
                     that breaks its rules what `validate` said in Rust
  texts of JSON      as the frames, for every type that JSON can hold

A frame made here is valid, or broken in its values, in its bytes, or in both, and may be written in wider formats than
needed. The same seed makes the same frames. Every disagreement is printed with its frame, and the exit code is 1.
"""
import argparse
import collections
import datetime
import os
import random
import re
import struct
import subprocess
import sys
import types
import typing
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
PINNED = ["msgspec==0.22.0", "msgpack==1.2.1"]
DEPTH = 128


def with_packages():
    """Starts this script again in an environment of its own, which it makes first."""
    home = HERE / ".venv"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if Path(sys.prefix) == home:
        return
    done = home / "pinned.txt"
    if not done.exists() or done.read_text().split() != PINNED:
        print("making", home, "with", *PINNED, flush=True)
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PINNED], check=True)
        done.write_text("\n".join(PINNED) + "\n")
    sys.exit(subprocess.run([python, __file__, *sys.argv[1:]]).returncode)


if __name__ == "__main__":
    with_packages()

import msgpack
import msgspec
from msgspec import inspect
from texts import broken_text, json_maker, text_depth


def load(end):
    """The types, with patterns that end in `end`.

    Python's `$` also matches in front of a final newline, klaw's does not. What ends in `\\Z` means what klaw's `$` does, so
    that one difference is held apart and everything else is compared exactly.
    """
    module = types.ModuleType(f"wire_types with {end}")
    # Types that name themselves are looked up in their module.
    sys.modules[module.__name__] = module
    source = (HERE / "wire_types.py").read_text()
    assert source.count('*$"') == 2
    exec(compile(source.replace('*$"', f'*{end}"'), "wire_types.py", "exec"), module.__dict__)
    return module


class Peer:
    """msgspec with one set of the types."""

    def __init__(self, end):
        self.wire = load(end)
        self.types = self.wire.TYPES
        self.decoders = {name: msgspec.msgpack.Decoder(one) for name, one in self.types.items()}
        self.encoder = msgspec.msgpack.Encoder()
        # JSON cannot hold every type.
        self.of_json = {name: msgspec.json.Decoder(one) for name, one in self.wire.TYPES.items() if name not in ("Deep", "Named")}

    def recode_json(self, name, text):
        """The same of a text. The default of a Raw is nil in MessagePack, which is written as it is."""
        verdict, written, said = self.recode(name, text, self.of_json, msgspec.json.encode)
        return verdict, written.replace(b"\xc0", b"null"), said

    def recode(self, name, frame, decoders=None, encode=None):
        """A verdict, what was written, and what was said, as klaw's side answers."""
        try:
            value = (decoders or self.decoders)[name].decode(frame)
        except msgspec.ValidationError as error:
            return "v", b"", str(error).replace("\\\\Z'", "$'")
        except UnicodeDecodeError as error:
            return "u", b"", str(error)
        except RecursionError as error:
            return "l", b"", str(error)
        except msgspec.DecodeError as error:
            return "m", b"", str(error)
        return "+", (encode or self.encoder.encode)(self.settled(value)), ""

    def settled(self, value):
        """What klaw would write: msgspec leaves out what *is* the default, klaw what equals it. Both decode alike."""
        if isinstance(value, (self.wire.Strict, self.wire.Wide)):
            default = type(value)()
            fields = value.__struct_fields__
            return type(value)(**{f: getattr(value, f) for f in fields if getattr(value, f) != getattr(default, f)})
        return value


class Klaw:
    """klaw, at the other end of a pipe."""

    def __init__(self):
        command = ["cargo", "run", "--quiet", "--package", "klaw-tests", "--example", "echo"]
        self.process = subprocess.Popen(command, cwd=HERE.parents[1], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, verb, name, body):
        blocks = b"".join(struct.pack(">I", len(part)) + part for part in (name.encode(), body))
        self.process.stdin.write(verb + blocks)
        self.process.stdin.flush()
        verdict = self.process.stdout.read(1)
        if not verdict:
            sys.exit(f"klaw's side ended at {verb} {name} {body.hex()}")
        return verdict.decode(), self.block(), self.block().decode()

    def block(self):
        (length,) = struct.unpack(">I", self.process.stdout.read(4))
        return self.process.stdout.read(length)


# ---- frames -------------------------------------------------------------------------------------------------


class Maker:
    """Writes frames of the types that msgspec describes, byte by byte."""

    WORDS = ["", "a", "ok", "task", "x" * 31, "x" * 32, "x" * 255, "x" * 256, "x" * 63, "x" * 64, "ns-1", "-", "9", "A_b"]
    NIL, FALSE, TRUE = b"\xc0", b"\xc2", b"\xc3"
    ODD = ["é", "日本", "😀", "\0", "a\n", "\n", "it's", '"', "a\\b", "\x7f", "\u2028", "\xad", "\u0301", " ", "\ufffe"]

    def __init__(self, rng, wild, wide, faults):
        self.rng = rng
        self.wild = wild  # how often a value gives way to any other
        self.wide = wide  # how often a format is wider than it must be
        self.faults = faults  # how often a value breaks a rule
        self.open = 0  # values inside each other: a type that holds itself must end

    def hit(self, chance):
        return self.rng.random() < chance

    # -- formats

    def sized(self, value, forms):
        """A header with a length or number, in the first format that fits, or in a later one."""
        fitting = [form for form in forms if form[2] <= value <= form[3]]
        opcode, layout, *_ = self.rng.choice(fitting) if self.hit(self.wide) else fitting[0]
        return bytes([opcode]) + struct.pack(layout, value) if layout else bytes([opcode + value])

    def integer(self, value):
        unsigned = [(0xCC, ">B", 0, 2**8 - 1), (0xCD, ">H", 0, 2**16 - 1), (0xCE, ">I", 0, 2**32 - 1), (0xCF, ">Q", 0, 2**64 - 1)]
        signed = [(0xD0, ">b", -(2**7), 2**7 - 1), (0xD1, ">h", -(2**15), 2**15 - 1), (0xD2, ">i", -(2**31), 2**31 - 1), (0xD3, ">q", -(2**63), 2**63 - 1)]
        short = [(0, None, 0, 127)] if value >= 0 else [(0x100, None, -32, -1)]
        return self.sized(value, short + (unsigned + signed if value >= 0 else signed))

    def float(self, value):
        if self.hit(0.1) and abs(value) < 1e30:
            return b"\xca" + struct.pack(">f", value)
        return b"\xcb" + struct.pack(">d", value)

    def str(self, text):
        body = text if isinstance(text, bytes) else text.encode()
        return self.sized(len(body), [(0xA0, None, 0, 31), (0xD9, ">B", 0, 255), (0xDA, ">H", 0, 65535), (0xDB, ">I", 0, 2**32 - 1)]) + body

    def bin(self, body):
        return self.sized(len(body), [(0xC4, ">B", 0, 255), (0xC5, ">H", 0, 65535), (0xC6, ">I", 0, 2**32 - 1)]) + body

    def ext(self, code, body):
        fixed = {1: 0xD4, 2: 0xD5, 4: 0xD6, 8: 0xD7, 16: 0xD8}
        if len(body) in fixed and not self.hit(self.wide):
            return bytes([fixed[len(body)], code]) + body
        return self.sized(len(body), [(0xC7, ">B", 0, 255), (0xC8, ">H", 0, 65535), (0xC9, ">I", 0, 2**32 - 1)]) + bytes([code]) + body

    def array(self, items):
        return self.sized(len(items), [(0x90, None, 0, 15), (0xDC, ">H", 0, 65535), (0xDD, ">I", 0, 2**32 - 1)]) + b"".join(items)

    def map(self, entries):
        header = self.sized(len(entries), [(0x80, None, 0, 15), (0xDE, ">H", 0, 65535), (0xDF, ">I", 0, 2**32 - 1)])
        return header + b"".join(key + value for key, value in entries)

    def single(self, bits):
        return b"\xca" + bits

    def nested(self, levels):
        return b"\x91" * levels + self.NIL

    # -- values

    def any_int(self):
        edge = self.rng.choice([0, 1, 5, 2**5, 2**7, 2**8, 2**15, 2**16, 2**31, 2**32, 2**53, 2**63, 2**64, self.rng.getrandbits(64)])
        value = self.rng.choice([edge, -edge]) + self.rng.choice([-1, 0, 1])
        return min(max(value, -(2**63)), 2**64 - 1)

    def any_float(self):
        chosen = self.rng.randrange(3)
        if chosen == 0:
            return struct.unpack(">d", self.rng.randbytes(8))[0]
        if chosen == 1:
            return self.rng.choice([0.0, -0.0, 1.0, 0.5, 30.0, 5e-324, 1e300, float("inf"), float("-inf"), float("nan")])
        return self.rng.uniform(-10, 100000)

    def any_text(self):
        return self.rng.choice(self.WORDS) if self.hit(0.7) else self.rng.choice(self.ODD) * self.rng.choice([1, 1, 2, 40])

    def any_key(self, depth):
        return self.anything(depth)

    def anything(self, depth=0):
        """Any well-formed value, of which a Raw holds every kind."""
        chosen = self.rng.randrange(9 if depth < 3 else 6)
        if chosen == 0:
            return self.rng.choice([self.NIL, self.FALSE, self.TRUE])
        if chosen == 1:
            return self.integer(self.any_int())
        if chosen == 2:
            return self.float(self.any_float()) if self.hit(0.8) else self.single(self.rng.randbytes(4))
        if chosen == 3:
            return self.str(self.any_text() if self.hit(0.95) else self.rng.choice([b"\xff", b"a\xc3", b"\xed\xa0\x80"]))
        if chosen == 4:
            return self.bin(self.rng.randbytes(self.rng.choice([0, 1, 2, 32, 256])))
        if chosen == 5:
            return self.ext(self.rng.randrange(256), self.rng.randbytes(self.rng.choice([0, 1, 2, 3, 4, 8, 12, 16, 17])))
        if chosen == 6:
            return self.map([(self.any_key(depth + 2), self.anything(depth + 1)) for _ in range(self.rng.choice([0, 1, 2, 16]))])
        if self.hit(0.03):
            return self.nested(self.rng.randint(100, 140))
        return self.array([self.anything(depth + 1) for _ in range(self.rng.choice([0, 1, 2, 15, 16]))])

    def value(self, kind):
        """A value of a type as `msgspec.inspect` describes it."""
        if self.hit(self.wild):
            return self.anything()
        if self.open > 6 and isinstance(kind, inspect.UnionType):
            return self.NIL
        self.open += 1
        made = getattr(self, "make_" + type(kind).__name__)(kind)
        self.open -= 1
        return made

    def make_IntType(self, kind):
        low = max(x for x in (kind.ge, None if kind.gt is None else kind.gt + 1, -(2**63)) if x is not None)
        high = min(x for x in (kind.le, None if kind.lt is None else kind.lt - 1, 2**64 - 1) if x is not None)
        if self.hit(self.faults):
            return self.integer(min(max(self.rng.choice([low - 1, high + 1, self.any_int()]), -(2**63)), 2**64 - 1))
        value = self.rng.choice([low, high, min(max(self.any_int(), low), high), self.rng.randint(low, min(high, low + 300))])
        step = kind.multiple_of or 1
        return self.integer(value - value % step if value - value % step >= low else value)

    def make_FloatType(self, kind):
        bounds = [x for x in (kind.ge, kind.gt, kind.le, kind.lt) if x is not None]
        if not bounds or self.hit(self.faults):
            if self.hit(0.1):
                return self.single(self.rng.choice([b"\x7f\xc0\0\0", b"\x7f\x80\0\1", self.rng.randbytes(4)]))
            return self.float(self.any_float()) if self.hit(0.7) else self.integer(self.any_int())
        inside = self.rng.uniform(min(bounds), max(bounds))
        if kind.gt is None and kind.lt is None:
            if self.hit(0.2):
                return self.integer(int(self.rng.choice([inside, *bounds])))
            inside = self.rng.choice([inside, *bounds])
        if kind.multiple_of:
            inside = self.rng.randrange(-16, 1000) * kind.multiple_of
        return self.float(inside)

    def make_BoolType(self, kind):
        return self.rng.choice([self.FALSE, self.TRUE])

    def make_NoneType(self, kind):
        return self.NIL

    def make_RawType(self, kind):
        return self.anything()

    def make_BytesType(self, kind):
        lengths = [kind.min_length or 0, 1, *([kind.max_length] if kind.max_length else [31, 32, 255, 256])]
        if self.hit(self.faults):
            lengths = [0, (kind.max_length or 0) + 1]
        return self.bin(self.rng.randbytes(self.rng.choice(lengths)))

    def make_StrType(self, kind):
        if self.hit(self.faults / 4):
            return self.str(self.rng.choice([b"\xff", b"ab\xc3", b"\xc3\x28", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80"]))
        if self.hit(self.faults):
            return self.str(self.any_text() if kind.pattern is None or self.hit(0.7) else "name\n")
        if kind.pattern is None:
            text = self.any_text() or "a" * (kind.min_length or 0)
            return self.str(text[: kind.max_length])
        longest = kind.max_length or 64
        length = min(self.rng.choice([1, 2, 8, longest - 1, longest]), longest)
        text = "".join(self.rng.choice("abcz09-") for _ in range(length - 1))
        return self.str(self.rng.choice("az") + text)

    def make_EnumType(self, kind):
        value = self.rng.choice(list(kind.cls)).value
        if self.hit(self.faults):
            value = self.any_int() if isinstance(value, int) else self.any_text()
        return self.integer(value) if isinstance(value, int) else self.str(value)

    def make_ListType(self, kind):
        low, high = kind.min_length or 0, kind.max_length or self.rng.choice([3, 17])
        length = self.rng.choice([max(low - 1, 0), high + 1]) if self.hit(self.faults) else self.rng.randint(low, high)
        return self.array([self.value(kind.item_type) for _ in range(length)])

    def make_TupleType(self, kind):
        items = [self.value(item) for item in kind.item_types]
        if self.hit(self.faults):
            items = self.rng.choice([items[:-1], items + [self.anything()], []])
        return self.array(items)

    def make_DictType(self, kind):
        lengths = [0, 1, 3] if kind.max_length and not self.hit(self.faults) else [0, 1, 3, 16]
        entries = [(self.value(kind.key_type), self.value(kind.value_type)) for _ in range(self.rng.choice(lengths))]
        if entries and self.hit(0.2) and len(entries) != kind.max_length:
            entries.append((self.rng.choice(entries)[0], self.value(kind.value_type)))
        return self.map(entries)

    def make_UnionType(self, kind):
        return self.value(self.rng.choice(kind.types))

    def make_StructType(self, kind):
        return self.struct_array(kind) if kind.array_like else self.struct_map(kind)

    def tag(self, kind):
        tag = kind.tag
        if self.hit(self.faults):
            tag = self.rng.choice([tag, self.any_int(), self.any_text()])
        return self.integer(tag) if isinstance(tag, int) else self.str(tag)

    def struct_array(self, kind):
        items = [self.value(field.type) for field in kind.fields]
        required = sum(field.required for field in kind.fields)
        if self.hit(0.3):
            items = items[: self.rng.randint(required, len(items))]
        if self.hit(self.faults):
            items = items[: self.rng.randint(0, len(items))]
        further = not kind.forbid_unknown_fields and len(items) == len(kind.fields)
        if further and self.hit(0.1) or self.hit(self.faults):
            items += [self.anything() for _ in range(self.rng.choice([1, 2, 12]))]
        if kind.tag is not None and not self.hit(self.faults / 4):
            items.insert(0, self.tag(kind))
        return self.array(items)

    def struct_map(self, kind):
        entries = []
        for field in kind.fields:
            if (field.required or self.hit(0.6)) and not self.hit(self.faults):
                entries.append((self.str(field.encode_name), self.value(field.type)))
        if kind.tag is not None and not self.hit(self.faults):
            entries += [(self.str(kind.tag_field), self.tag(kind)) for _ in range(self.rng.choice([1, 1, 1, 2]))]
        if self.hit(0.1):
            again = self.rng.choice(kind.fields)
            entries.append((self.str(again.encode_name), self.value(again.type)))
        if not kind.forbid_unknown_fields and self.hit(0.2) or self.hit(self.faults):
            key = self.str(self.rng.choice(["more", "", "é", "a b"]))
            if self.hit(2 * self.faults):
                key = self.rng.choice([self.any_key(0), self.str(kind.tag_field or "type"), self.str(b"\xff")])
            entries.append((key, self.anything()))
        if self.hit(0.7):
            self.rng.shuffle(entries)
        return self.map(entries)


def broken(rng, frame):
    """The frame with one or a few bytes that are wrong."""
    frame = bytearray(frame)
    for _ in range(rng.choice([1, 1, 1, 2, 4])):
        at = rng.randrange(len(frame) + 1)
        chosen = rng.randrange(7)
        if chosen == 0:
            del frame[at:]
        elif chosen == 1:
            frame[at : at + 1] = rng.randbytes(1)
        elif chosen == 2:
            frame[at:at] = rng.randbytes(rng.choice([1, 1, 4]))
        elif chosen == 3:
            del frame[at : at + rng.choice([1, 1, 4])]
        elif chosen == 4:
            # A header that promises much.
            family = rng.choice([b"\xdd", b"\xdf", b"\xdb", b"\xc6", b"\xc9", b"\xdc", b"\xde"])
            frame[at:at] = family + rng.choice([b"\xff\xff\xff\xff", b"\0\0\0\x02", b"\0\0\x02\0"])
        elif chosen == 5 and at < len(frame):
            frame[at] ^= 1 << rng.randrange(8)
        else:
            frame += rng.choice([b"\xc0", b"\0", bytes(frame)])
    return bytes(frame)


def depth(frame):
    """How many arrays and maps are open at once, as far as the frame can be read."""
    sizes = {0xC0: 0, 0xC2: 0, 0xC3: 0, 0xCA: 4, 0xCB: 8, 0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8, 0xD0: 1, 0xD1: 2, 0xD2: 4, 0xD3: 8}
    sizes |= {0xD4: 2, 0xD5: 3, 0xD6: 5, 0xD7: 9, 0xD8: 17}
    sized = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xC7: 1, 0xC8: 2, 0xC9: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4}
    open_, deepest, at = [], 0, 0
    while at < len(frame):
        opcode, at, inside = frame[at], at + 1, None
        if 0x80 <= opcode <= 0x9F:
            inside = (opcode & 15) * (2 if opcode < 0x90 else 1)
        elif 0xDC <= opcode <= 0xDF:
            width = 2 if opcode in (0xDC, 0xDE) else 4
            inside = int.from_bytes(frame[at : at + width], "big") * (2 if opcode >= 0xDE else 1)
            at += width
        elif 0xA0 <= opcode <= 0xBF:
            at += opcode & 31
        elif opcode in sized:
            at += sized[opcode] + int.from_bytes(frame[at : at + sized[opcode]], "big") + (0xC7 <= opcode <= 0xC9)
        elif opcode in sizes:
            at += sizes[opcode]
        elif opcode == 0xC1:
            break
        if inside is not None:
            open_.append(inside)
            deepest = max(deepest, len(open_))
        else:
            open_ = open_ and open_[:-1] + [open_[-1] - 1]
        while open_ and open_[-1] == 0:
            open_.pop()
            if open_:
                open_[-1] -= 1
        if not open_:
            break
    return deepest


# ---- the comparison -------------------------------------------------------------------------------------------


class Comparison:
    def __init__(self, peer=None):
        self.klaw, self.peer, self.dollar = Klaw(), peer or Peer(r"\Z"), Peer("$")
        self.kinds = {name: inspect.type_info(one) for name, one in self.peer.types.items()}
        self.tally, self.known, self.wrong = collections.Counter(), collections.Counter(), 0

    def report(self, what, name, frame, *said):
        self.wrong += 1
        show = (lambda part: repr(part)[2:-1]) if what.startswith("JSON") else bytes.hex
        print(f"{what}: {name} {show(frame)}")
        for side, (verdict, written, text) in zip(("klaw", "msgspec"), said):
            print(f"  {side:8}{verdict} {show(written)}{text}")

    def decode(self, name, frame, how):
        """Both sides decode a frame."""
        klaw, peer = self.klaw.ask(b"d", name, frame), self.peer.recode(name, frame)
        self.tally[how, peer[0]] += 1
        if name in self.dollar.types and peer != self.dollar.recode(name, frame):
            self.known["`$` before a final newline, which klaw refuses"] += 1
        if klaw[0] == "l":
            # A limit of klaw's own: nothing else may hide behind it.
            if depth(frame) > DEPTH:
                self.known[f"deeper than {DEPTH} arrays and maps, which klaw refuses"] += 1
                return
        elif klaw[0] == peer[0] == "u":
            # Python's codec words it its own way.
            return
        if klaw != peer:
            self.report(how, name, frame, klaw, peer)
        elif klaw[0] == "+":
            self.third(name, klaw[1])

    def decode_json(self, name, text, how):
        """Both sides decode a text."""
        klaw, peer = self.klaw.ask(b"j", name, text), self.peer.recode_json(name, text)
        how = f"JSON, {how}"
        self.tally[how, peer[0]] += 1
        # Python's codec words it its own way.
        if klaw == peer or klaw[0] == peer[0] == "u":
            return
        if klaw[0] == "l" and text_depth(text) > DEPTH:
            self.known[f"deeper than {DEPTH} arrays and maps, which klaw refuses"] += 1
        elif klaw[0] == "u" and name == "WireEnvelope" and not is_utf8(text):
            self.known["a Raw that is not UTF-8, which klaw refuses"] += 1
        elif klaw[2].startswith(f"Expected `int` <= {2**64 - 1} ") and max(map(int, re.findall(rb"\d+", text))) >= 2**64:
            self.known["an integer past 64 bits, which a Python int without an upper bound takes"] += 1
        else:
            self.report(how, name, text, klaw, peer)

    def third(self, name, frame):
        """A third reader finds exactly one value."""
        unpacker = msgpack.Unpacker(max_buffer_size=2**30)
        unpacker.feed(frame)
        try:
            unpacker.skip()
            complete = unpacker.tell() == len(frame)
        except msgpack.UnpackException:
            complete = False
        if not complete:
            self.report("msgpack-python", name, frame)

    def make(self, name, seed):
        """klaw builds and encodes, msgspec decodes."""
        klaw = self.klaw.ask(b"m", name, struct.pack(">Q", seed))
        verdict, frame, text = klaw
        peer = self.peer.recode(name, frame)
        self.tally["built in Rust", peer[0]] += 1
        if peer != (verdict, b"" if text else frame, text):
            self.report("built in Rust", name, frame, klaw, peer)
        self.decode(name, frame, "built in Rust, read again")
        self.third(name, frame)

    def tell(self, seed):
        """Says what was compared, and exits."""
        words = {"+": "accepted", "v": "invalid", "m": "malformed", "u": "not UTF-8", "l": "too deep"}
        for how in sorted({how for how, _ in self.tally}):
            counts = ", ".join(f"{self.tally[how, verdict]} {word}" for verdict, word in words.items() if self.tally[how, verdict])
            print(f"{how:27}{counts}")
        for what, count in sorted(self.known.items()):
            print(f"known: {what}: {count}")
        print(f"seed {seed}: {sum(self.tally.values())} comparisons, {self.wrong} disagreements")
        sys.exit(self.wrong > 0)


def is_utf8(text):
    try:
        text.decode()
        return True
    except UnicodeDecodeError:
        return False


def probes(compare):
    """The differences that are held apart are there: each is seen once."""
    name = b"\x97\x01\x01\x01\x01\x01\xa2a\n\xa1a"
    assert compare.dollar.recode("LimitsArray", name)[0] == "+", "Python's `$` matches before a final newline"
    said = "Expected `str` matching regex '^[a-zA-Z_][a-zA-Z0-9_-]*$' - at `$[5]`"
    assert compare.klaw.ask(b"d", "LimitsArray", name) == ("v", b"", said)
    # The message itself is open too.
    for nested, verdict in ((DEPTH - 1, "+"), (DEPTH, "l")):
        frame = b"\x93\x01\x90" + b"\x91" * nested + b"\xc0"
        assert compare.peer.recode("WireEnvelope", frame)[0] == "+"
        assert compare.klaw.ask(b"d", "WireEnvelope", frame)[0] == verdict, nested
    # What `docs/wire-format.md` says of msgspec, where the messages above do not meet it.
    decode, encode = msgspec.msgpack.decode, msgspec.msgpack.encode
    Ratio = msgspec.defstruct("Ratio", [("ratio", float, 0.0)], omit_defaults=True)
    assert encode(Ratio()) == b"\x80", "the default itself is left out"
    assert encode(decode(b"\x81\xa5ratio\xcb" + bytes(8), type=Ratio)) != b"\x80", "what equals it is written"
    Empty = msgspec.defstruct("Empty", [("raw", msgspec.Raw, msgspec.Raw(b"")), ("more", int, 1)], array_like=True)
    assert encode(Empty()) == b"\x92\x01", "an empty Raw is counted and not written"
    assert refused(b"\x91\x01", typing.Optional[msgspec.Raw]) == "Expected `null`, got `array`"
    assert decode(b"\xcf" + b"\xff" * 8, type=int) == 2**64 - 1
    assert decode(b"\xd7\xff\0\0\0\x04\0\0\0\0", type=datetime.datetime).microsecond == 0, "a nanosecond is rounded"
    assert decode(b"\xa5-PT1S", type=datetime.timedelta) == datetime.timedelta(seconds=-1)
    pair = typing.Annotated[set[int], msgspec.Meta(min_length=2)]
    assert decode(b"\x92\x01\x01", type=pair) == {1}, "what stands twice is counted twice"
    assert "length >= 2" in refused_json(b"[1,1]", pair)
    assert "hashable" in refused(b"\x81\x81\x01\x02\x03", typing.Any)
    assert decode(b"\x82\x01\x02\x01\x03") == {1: 3}
    assert isinstance(decode(b"\xd6\xff\0\0\0\0"), datetime.datetime)
    assert "codec can't decode" in refused(b"\xa1\xff", str) and "$" not in refused(b"\x91\xa1\xff", list[str])
    assert "recursion" in refused(b"\x91" * 100_000 + b"\xc0", msgspec.Raw)


def refused(frame, kind):
    """What msgspec says of a frame."""
    try:
        return f"accepted: {msgspec.msgpack.decode(frame, type=kind)!r}"
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return str(error)


def refused_json(text, kind):
    """The same of a text."""
    try:
        return f"accepted: {msgspec.json.decode(text, type=kind)!r}"
    except msgspec.DecodeError as error:
        return str(error)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=20_000)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    compare = Comparison()
    probes(compare)
    names = list(compare.kinds)
    # Those beyond the vectors are not built in Rust.
    built = [name for name in names if name not in ("Single", "Deep", "Named", "Wide")]
    for number in range(options.count):
        name = rng.choice(names)
        if number % 4 == 3:
            name = rng.choice(built)
            compare.make(name, rng.getrandbits(64))
        else:
            wide = rng.choice([0, 0, 0.3, 1])
            wild, faults = rng.choice([(0, 0), (0, 0), (0.01, 0.02), (0, 0.1), (0.1, 0)])
            frame = Maker(rng, wild, wide, faults).value(compare.kinds[name])
            how = "values broken" if wild or faults else "wide" if wide else "valid"
            if rng.random() < 0.3:
                how, frame = "bytes broken", broken(rng, frame)
            compare.decode(name, frame, how)
        if compare.wrong >= 20:
            break
    rng, TextMaker, names = random.Random(f"JSON {options.seed}"), json_maker(Maker), list(compare.peer.of_json)
    for _ in range(options.count):
        name, wide = rng.choice(names), rng.choice([0, 0, 0.3, 1])
        wild, faults = rng.choice([(0, 0), (0, 0), (0.01, 0.02), (0, 0.1), (0.1, 0)])
        text = TextMaker(rng, wild, wide, faults).value(compare.kinds[name])
        how = "values broken" if wild or faults else "spaces and escapes" if wide else "valid"
        if rng.random() < 0.4:
            how, text = "bytes broken", broken_text(rng, text)
        compare.decode_json(name, text, how)
        if compare.wrong >= 20:
            break
    compare.tell(options.seed)


if __name__ == "__main__":
    main()
