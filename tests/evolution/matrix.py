#!/usr/bin/env python3
"""Writes matrix.json: what msgspec does with the frames of each version of a message in each other version.

    python3 tests/evolution/matrix.py

Needs Python 3.10 or newer; msgspec it fetches itself, into tests/compat/.venv. `cargo test` reads the file and
needs no Python.
"""
import importlib.util
import json
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = HERE.parent / "compat" / ".venv"
PINNED = "msgspec==0.22.0"


def with_msgspec():
    """Starts this script again in the environment that has the pinned msgspec."""
    if importlib.util.find_spec("msgspec"):
        import msgspec

        if f"msgspec=={msgspec.__version__}" == PINNED:
            return
    if Path(sys.prefix) == HOME:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", PINNED], check=True)
    elif not HOME.exists():
        venv.create(HOME, with_pip=True)
    python = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    os.execv(python, [str(python), __file__])


with_msgspec()

from typing import Annotated, Optional  # noqa: E402

import msgspec  # noqa: E402
from msgspec import Meta, Struct  # noqa: E402

U8 = Annotated[int, Meta(ge=0, le=255)]
U32 = Annotated[int, Meta(ge=0, le=4294967295)]
I64 = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]


class TaskV1(Struct, array_like=True, tag=10):
    id: str
    ts: I64


class TaskV2(Struct, array_like=True, tag=10):
    id: str
    ts: I64
    kind: str = "task"


class TaskV3(Struct, array_like=True, tag=10):
    id: str
    ts: I64
    kind: str = "task"
    attempts: U32 = 0
    labels: list[str] = []


class JobV1(Struct, tag="job"):
    name: str
    priority: U8
    owner: Optional[str] = None


class JobV2(Struct, tag="job", omit_defaults=True):
    """Wider and with more: V1 and V2 read each other."""

    name: str
    priority: U32
    owner: Optional[str] = None
    retries: U8 = 3


class JobV3(Struct, tag="job", forbid_unknown_fields=True):
    """Breaking: `owner` is required and no longer nil, `retries` is gone, unknown fields are refused."""

    name: Annotated[str, Meta(min_length=2)]
    priority: U32
    owner: str


VALUES = {
    "TaskV1": [TaskV1("a", 1), TaskV1("", -1)],
    "TaskV2": [TaskV2("a", 1), TaskV2("b", 2**40, "job")],
    "TaskV3": [TaskV3("a", 1), TaskV3("c", 3, "job", 7, ["x", "y"])],
    "JobV1": [JobV1("a", 1), JobV1("load", 255, "me")],
    "JobV2": [JobV2("a", 1), JobV2("load", 1000, "me"), JobV2("load", 9, None, 5)],
    "JobV3": [JobV3("ab", 1, "me"), JobV3("load", 70000, "you")],
}
# Frames that a version reads and none writes: a sender of a version that leaves more out, or sends more.
FURTHER = {
    "TaskV1": ["930aa1610a", "940aa1610aa178", "950aa1610a0102", "920aa161"],
    "TaskV2": ["930aa1610a", "940aa1610a05"],
    "TaskV3": ["950aa1610aa17803", "970aa1610aa178039000"],
    "JobV1": [msgspec.msgpack.encode({"name": "ab", "priority": 1, "x": 1}).hex(), msgspec.msgpack.encode({"type": "job", "priority": 1}).hex()],
    "JobV2": [msgspec.msgpack.encode({"type": "job", "name": "ab", "priority": 1, "owner": "me", "retries": 256}).hex()],
    "JobV3": [msgspec.msgpack.encode({"type": "jab", "name": "ab", "priority": 1, "owner": "me"}).hex()],
}


def read(name, frame):
    try:
        value = msgspec.msgpack.decode(frame, type=globals()[name])
    except msgspec.ValidationError as error:
        return {"error": str(error)}
    return {"bytes": msgspec.msgpack.encode(value).hex()}


def main():
    cases = []
    for message in ("Task", "Job"):
        versions = [f"{message}V{version}" for version in (1, 2, 3)]
        for writer in versions:
            frames = [msgspec.msgpack.encode(value) for value in VALUES[writer]]
            written = [True] * len(frames) + [False] * len(FURTHER[writer])
            frames += [bytes.fromhex(frame) for frame in FURTHER[writer]]
            for reader in versions:
                for frame, is_written in zip(frames, written):
                    case = {"writer": writer, "reader": reader, "written": is_written, "frame": frame.hex()}
                    cases.append(case | read(reader, frame))
    lines = ",\n".join("  " + json.dumps(case) for case in cases)
    head = json.dumps({"msgspec": msgspec.__version__})[:-1]
    (HERE / "matrix.json").write_text(f'{head}, "cases": [\n{lines}\n]}}\n')
    print(len(cases), "cases")


main()
