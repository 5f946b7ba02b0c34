#!/usr/bin/env python3
"""Times msgspec and Pydantic beside klaw: python3 benches/python/compare.py [--rounds N] [--micros N] [--only WORD] [--csv FILE]

Needs Python 3.10 or newer and cargo; the rest it fetches itself, into `.venv` beside this file. klaw's own benches run at the
other end of a pipe: each round runs every case once, Python's and klaw's in turn, and the least time of each counts. All
decode the same frames; every encoder must write them back, or give back the value, before anything is timed.

Python's times are those of a call from Python, objects and all; klaw's are those of a call from Rust. A binding of klaw for
Python would have to make the objects too.
"""
import argparse
import collections
import csv
import gc
import os
import subprocess
import sys
import time
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
PINNED = ["msgspec==0.22.0", "pydantic==2.14.4"]


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

import datetime
import enum
from typing import Annotated, Literal, Optional, Union

import msgspec
import pydantic
from msgspec import Meta, Struct

# ---- the messages, as the envelope and benches/messages/mod.rs have them ---------------------------------------


class Kind(enum.IntEnum):
    DATA = 1
    CONTROL = 2
    HEARTBEAT = 3
    ACK = 4
    ERROR = 5


class Header(Struct, array_like=True, frozen=True):
    version: int
    kind: Kind
    channel_id: str
    seq: int
    ts: int


class Data(Struct, array_like=True, frozen=True, tag=1):
    header: Header
    payload: msgspec.Raw


class Blob(Struct, array_like=True, frozen=True, tag=1):
    header: Header
    payload: bytes


class Control(Struct, array_like=True, frozen=True, tag=2):
    header: Header
    action: str
    metadata: msgspec.Raw


class Heartbeat(Struct, array_like=True, frozen=True, tag=3):
    header: Header
    sender_id: str


class Ack(Struct, array_like=True, frozen=True, tag=4):
    header: Header
    acked_seq: int
    status: str


class Error(Struct, array_like=True, frozen=True, tag=5):
    header: Header
    code: str
    message: str
    details: msgspec.Raw


Envelope = Union[Data, Control, Heartbeat, Ack, Error]


class Address(Struct, array_like=True, frozen=True):
    x0: int
    x1: int
    x2: int
    x3: int


class Log(Struct, array_like=True, frozen=True):
    address: Address
    identity: str
    userid: str
    date: str
    request: str
    code: int
    size: int


NAME, NAMESPACE = "^[a-zA-Z_][a-zA-Z0-9_-]*$", "^[a-z][a-z0-9-]*$"
FIELDS = ("capacity", "timeout", "concurrency", "name", "namespace")


def config(name, patterns, **form):
    """The five fields with their ranges and lengths, and with their patterns."""
    text = (lambda pattern: {"pattern": pattern}) if patterns else lambda _: {}
    types = (
        Annotated[int, Meta(ge=1, le=1_000_000)],
        Annotated[float, Meta(ge=0.0, le=86_400.0)],
        Annotated[int, Meta(ge=1, le=10_000)],
        Annotated[str, Meta(min_length=1, max_length=255, **text(NAME))],
        Annotated[str, Meta(min_length=1, max_length=63, **text(NAMESPACE))],
    )
    return msgspec.defstruct(name, list(zip(FIELDS, types)), frozen=True, **form)


Ranged = config("Ranged", False, array_like=True)
Constrained = config("Constrained", True, array_like=True)
RangedObject = config("RangedObject", False)
ConstrainedObject = config("ConstrainedObject", True)


class Model(pydantic.BaseModel):
    capacity: int = pydantic.Field(ge=1, le=1_000_000)
    timeout: float = pydantic.Field(ge=0.0, le=86_400.0)
    concurrency: int = pydantic.Field(ge=1, le=10_000)
    name: str = pydantic.Field(min_length=1, max_length=255, pattern=NAME)
    namespace: str = pydantic.Field(min_length=1, max_length=63, pattern=NAMESPACE)


# The JSON documents, as benches/messages/json.rs has them: msgspec's, with and without patterns, and Pydantic's.


class Permissions(enum.Enum):
    READ = "READ"
    WRITE = "WRITE"
    READ_WRITE = "READ_WRITE"


Name = Annotated[str, Meta(min_length=1)]


class File(Struct, kw_only=True, omit_defaults=True, tag="file"):
    name: Name
    created_by: Name
    created_at: datetime.datetime
    updated_by: Optional[Name] = None
    updated_at: Optional[datetime.datetime] = None
    nbytes: Annotated[int, Meta(ge=0)]
    permissions: Permissions


class Directory(Struct, kw_only=True, omit_defaults=True, tag="directory"):
    name: Name
    created_by: Name
    created_at: datetime.datetime
    updated_by: Optional[Name] = None
    updated_at: Optional[datetime.datetime] = None
    contents: list[Union[File, "Directory"]]


class PydanticNamed(pydantic.BaseModel):
    name: str = pydantic.Field(min_length=1)
    created_by: str = pydantic.Field(min_length=1)
    created_at: datetime.datetime
    updated_by: Optional[Annotated[str, pydantic.Field(min_length=1)]] = None
    updated_at: Optional[datetime.datetime] = None


class PydanticFile(PydanticNamed):
    type: Literal["file"]
    nbytes: int = pydantic.Field(ge=0)
    permissions: Permissions


class PydanticDirectory(PydanticNamed):
    type: Literal["directory"]
    contents: list[Annotated[Union[PydanticFile, "PydanticDirectory"], pydantic.Field(discriminator="type")]]


def user(name, patterns):
    """The user, with patterns or without."""
    text = (lambda pattern: {"pattern": pattern}) if patterns else lambda _: {}
    address = msgspec.defstruct(
        name + "Postal",
        [("street", str), ("city", str), ("zip", Annotated[str, Meta(min_length=3, max_length=10)])],
        forbid_unknown_fields=True,
    )
    channel = msgspec.defstruct(
        name + "Channel",
        [
            ("id", Annotated[str, Meta(min_length=1, max_length=255, **text(NAME))]),
            ("capacity", Annotated[int, Meta(ge=1, le=1_000_000)]),
            ("timeout", Annotated[float, Meta(ge=0.0, le=86_400.0)]),
            ("namespace", Annotated[str, Meta(min_length=1, max_length=63, **text(NAMESPACE))]),
        ],
        forbid_unknown_fields=True,
    )
    return msgspec.defstruct(
        name,
        [
            ("id", int),
            ("name", Annotated[str, Meta(min_length=1, max_length=64, **text(NAME))]),
            ("email", Annotated[str, Meta(min_length=3, max_length=254)]),
            ("age", Annotated[int, Meta(ge=0, le=150)]),
            ("active", bool),
            ("balance", Annotated[float, Meta(ge=0.0)]),
            ("tags", Annotated[list[str], Meta(max_length=16)]),
            ("address", address),
            ("channels", Annotated[list[channel], Meta(max_length=16)]),
            ("created", int),
        ],
        forbid_unknown_fields=True,
    )


User, UserWithoutPatterns = user("User", True), user("UserWithoutPatterns", False)


class PydanticStrict(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid")


class PydanticPostal(PydanticStrict):
    street: str
    city: str
    zip: str = pydantic.Field(min_length=3, max_length=10)


class PydanticChannel(PydanticStrict):
    id: str = pydantic.Field(min_length=1, max_length=255, pattern=NAME)
    capacity: int = pydantic.Field(ge=1, le=1_000_000)
    timeout: float = pydantic.Field(ge=0.0, le=86_400.0)
    namespace: str = pydantic.Field(min_length=1, max_length=63, pattern=NAMESPACE)


class PydanticUser(PydanticStrict):
    id: int
    name: str = pydantic.Field(min_length=1, max_length=64, pattern=NAME)
    email: str = pydantic.Field(min_length=3, max_length=254)
    age: int = pydantic.Field(ge=0, le=150)
    active: bool
    balance: float = pydantic.Field(ge=0.0)
    tags: list[str] = pydantic.Field(max_length=16)
    address: PydanticPostal
    channels: list[PydanticChannel] = pydantic.Field(max_length=16)
    created: int


# ---- klaw, at the other end of a pipe ---------------------------------------------------------------------------


class Klaw:
    def __init__(self, program):
        self.process = subprocess.Popen([program, "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, *words):
        self.process.stdin.write("\t".join(words) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"klaw's side ended at {words}")
        return answer

    def frames(self, workload):
        frames = [bytes.fromhex(frame) for frame in self.ask("frames", workload).split()]
        assert frames, workload
        return frames

    def case(self, row, case, each=1):
        """One of the cases of `cargo bench --bench ratios`, whose iteration does `each` of what Python's does."""
        return lambda times: float(self.ask("time", row, case, str(times * each)))


def program(features):
    """Builds klaw's side, and says where it is."""
    command = ["cargo", "bench", "--no-run", "--package", "klaw-benches", "--bench", "ratios", *features]
    built = subprocess.run([*command, "--message-format=json-render-diagnostics"], cwd=HERE, check=True, stdout=subprocess.PIPE)
    import json

    messages = map(json.loads, built.stdout.splitlines())
    return [message["executable"] for message in messages if message.get("executable")][-1]


# ---- timing -----------------------------------------------------------------------------------------------------


def calls(function, inputs):
    """A case of Python's: each iteration calls the function once for every input."""

    def run(times):
        consume = collections.deque(maxlen=0).extend
        start = time.perf_counter_ns()
        for _ in range(times):
            consume(map(function, inputs))
        return time.perf_counter_ns() - start

    return run


def calibrate(run, micros):
    """How many iterations take about so long; it also warms up."""
    times = 1
    while True:
        elapsed = run(times)
        if elapsed > 200_000:
            return max(1, int(micros * 1000 * times / elapsed))
        times *= 2


def measure(cases, count, rounds, micros):
    """For each case the least time of one call, and its quartiles over the first case's in the same round."""
    times = [calibrate(run, micros) for _, run in cases]
    seen = [[] for _ in cases]
    for round in range(rounds):
        for step in range(len(cases)):
            at = (step + round) % len(cases)
            seen[at].append(cases[at][1](times[at]) / times[at] / count)
    first = min(seen[0])
    for (name, _), one in zip(cases, seen):
        ratios = sorted(a / b for a, b in zip(one, seen[0]))
        quarter = len(ratios) // 4
        yield name, min(one), min(one) / first, ratios[quarter], ratios[-1 - quarter]


def rows(klaw, small):
    """What is asked: a name, how many calls an iteration makes, and the cases, of which klaw's comes first."""
    encoder = msgspec.msgpack.Encoder()
    buffer = bytearray(1 << 20)

    def into(value):
        encoder.encode_into(value, buffer)

    def decoded(workload, type, decode=None):
        frames = klaw.frames(workload)
        decode = decode or msgspec.msgpack.Decoder(type).decode
        values = list(map(decode, frames))
        assert list(map(encoder.encode, values)) == frames, workload
        return frames, decode, values

    def row(name, inputs, cases):
        return name, len(inputs), cases

    for workload, type, shown in [
        ("heartbeat", Heartbeat, "heartbeat"),
        ("data1k", Blob, "data1k"),
        ("log1000", list[Log], "log1000"),
    ]:
        frames, decode, values = decoded(workload, type)
        kinds = [("klaw", "borrowed"), ("klaw, owned", "owned")] if workload != "data1k" else [("klaw", "typed")]
        yield row(
            f"{shown} decode",
            frames,
            [(name, klaw.case(f"{workload} decode {kind}", "klaw", len(frames))) for name, kind in kinds]
            + [("msgspec", calls(decode, frames))],
        )
        if workload != "log1000":
            yield row(
                f"{shown} encode fresh",
                values,
                [
                    ("klaw", klaw.case(f"{workload} encode fresh", "klaw", len(values))),
                    ("msgspec", calls(encoder.encode, values)),
                ],
            )
        yield row(
            f"{shown} encode reused",
            values,
            [
                ("klaw", klaw.case(f"{workload} encode reused", "klaw", len(values))),
                ("msgspec", calls(into, values)),
            ],
        )

    frames, decode, values = decoded("stream", Envelope)
    yield row(
        "stream decode union",
        frames,
        [
            ("klaw", klaw.case("stream decode union borrowed", "klaw", len(frames))),
            ("msgspec", calls(decode, frames)),
        ],
    )

    # Rules: arrays and maps of MessagePack, and JSON, which is Pydantic's own.
    frames, decode, values = decoded("config", Constrained)
    _, ranges, _ = decoded("config", Ranged)
    objects = [dict(zip(FIELDS, map(value.__getattribute__, FIELDS))) for value in values]
    maps = list(map(encoder.encode, objects))
    documents = list(map(msgspec.json.encode, objects))
    of_map = msgspec.msgpack.Decoder(ConstrainedObject).decode
    of_json = msgspec.json.Decoder(ConstrainedObject).decode
    of_json_ranges = msgspec.json.Decoder(RangedObject).decode
    raw = msgspec.msgpack.Decoder().decode
    validate_json = Model.__pydantic_validator__.validate_json
    validate_python = Model.__pydantic_validator__.validate_python
    for value, document, map_frame, object in zip(values, documents, maps, objects):
        for read in (of_map(map_frame), of_json(document), validate_json(document), validate_python(raw(map_frame))):
            assert {field: getattr(read, field) for field in FIELDS} == object
    yield row(
        "constrained decode ranges",
        frames,
        [
            ("klaw", klaw.case("constrained decode ranges", "klaw", len(frames))),
            ("msgspec", calls(ranges, frames)),
            ("msgspec, JSON", calls(of_json_ranges, documents)),
        ],
    )
    yield row(
        "constrained decode patterns",
        frames,
        [
            ("klaw", klaw.case("constrained decode patterns", "klaw", len(frames))),
            ("msgspec", calls(decode, frames)),
            ("msgspec, map form", calls(of_map, maps)),
            ("msgspec, JSON", calls(of_json, documents)),
            ("pydantic, map form", calls(lambda frame: validate_python(raw(frame)), maps)),
            ("pydantic, JSON", calls(validate_json, documents)),
        ],
    )

    yield from json_rows(klaw, small)

    # Building a message from its fields; msgspec checks no rules there, Pydantic does.
    fields = [tuple(object.values()) for object in objects]
    yield row(
        "construct",
        objects,
        [
            ("klaw", klaw.case("construct", "klaw", len(objects))),
            ("klaw, validated", klaw.case("construct", "klaw, validated", len(objects))),
            ("klaw, owned", klaw.case("construct", "klaw, owned", len(objects))),
            ("msgspec", calls(lambda fields: Constrained(*fields), fields)),
            ("pydantic", calls(lambda object: Model(**object), objects)),
        ],
    )


def json_rows(klaw, small):
    """The documents as JSON: all read the same bytes, and all but Pydantic, which has its own order of keys, write them.

    What is owned is bound by the allocator; `small` is klaw with one that is made for small blocks, as Python's is.
    """
    encoder = msgspec.json.Encoder()
    buffer = bytearray(1 << 20)

    def into(value):
        encoder.encode_into(value, buffer)

    for workload, types, model in [
        ("tree", {"msgspec": Directory}, PydanticDirectory),
        ("user", {"msgspec": User, "msgspec without patterns": UserWithoutPatterns}, PydanticUser),
    ]:
        texts = klaw.frames(workload)
        decoders = {name: msgspec.json.Decoder(type).decode for name, type in types.items()}
        for decode in decoders.values():
            assert [encoder.encode(decode(text)) for text in texts] == texts, workload
        values = list(map(decoders["msgspec"], texts))
        validate = model.__pydantic_validator__.validate_json
        models = list(map(validate, texts))
        write = model.__pydantic_serializer__.to_json
        for text, read in zip(texts, models):
            # It writes null for what is missing; what it has written must be the same message.
            assert decoders["msgspec"](write(read)) == decoders["msgspec"](text), workload
        row = f"JSON {workload}"
        yield (
            f"{row} decode",
            len(texts),
            [
                ("klaw", klaw.case(f"{row} decode borrowed", "klaw", len(texts))),
                ("klaw, owned", klaw.case(f"{row} decode owned", "klaw", len(texts))),
                ("klaw, owned, mimalloc", small.case(f"{row} decode owned", "klaw", len(texts))),
                *((name, calls(decode, texts)) for name, decode in decoders.items()),
                ("pydantic", calls(validate, texts)),
            ],
        )
        yield (
            f"{row} encode",
            len(values),
            [
                ("klaw", klaw.case(f"{row} encode reused", "klaw", len(values))),
                ("msgspec", calls(into, values)),
                ("msgspec, fresh", calls(encoder.encode, values)),
                ("pydantic", calls(write, models)),
            ],
        )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=31)
    parser.add_argument("--micros", type=int, default=2000)
    parser.add_argument("--csv", type=Path)
    parser.add_argument("--only", default="", help="rows whose name holds this word")
    parser.add_argument("--program", help="klaw's side; without it, it is built")
    parser.add_argument("--mimalloc", metavar="PROGRAM", help="the same with mimalloc")
    arguments = parser.parse_args()
    print("Python", sys.version.split()[0], "with", *PINNED, flush=True)
    klaw = Klaw(arguments.program or program([]))
    small = Klaw(arguments.mimalloc or program(["--features", "mimalloc"]))
    gc.disable()
    lines = []
    for name, count, cases in rows(klaw, small):
        if arguments.only not in name:
            continue
        print(name, flush=True)
        for case, least, ratio, lower, upper in measure(cases, count, arguments.rounds, arguments.micros):
            print(f"    {case:<26} {least:>12.2f} ns {ratio:>8.2f}x  [{lower:.2f} {upper:.2f}]", flush=True)
            numbers = [f"{least:.3f}", *(f"{number:.4f}" for number in (ratio, lower, upper))]
            lines.append(["python", name, case, *numbers, "", ""])
        gc.collect()
    if arguments.csv:
        with arguments.csv.open("a", newline="") as file:
            writer = csv.writer(file)
            if file.tell() == 0:
                writer.writerow("build row case least_ns ratio lower upper floor target".split())
            writer.writerows(lines)


if __name__ == "__main__":
    main()
