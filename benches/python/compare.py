#!/usr/bin/env python3
"""Times msgspec and Pydantic beside klaw: python3 benches/python/compare.py [--rounds N] [--micros N] [--csv FILE]

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

import enum
from typing import Annotated, Union

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


def program():
    """Builds klaw's side, and says where it is."""
    command = ["cargo", "bench", "--no-run", "--package", "klaw-benches", "--bench", "ratios"]
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


def rows(klaw):
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


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=31)
    parser.add_argument("--micros", type=int, default=2000)
    parser.add_argument("--csv", type=Path)
    parser.add_argument("--program", help="klaw's side; without it, it is built")
    arguments = parser.parse_args()
    print("Python", sys.version.split()[0], "with", *PINNED, flush=True)
    klaw = Klaw(arguments.program or program())
    gc.disable()
    lines = []
    for name, count, cases in rows(klaw):
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
