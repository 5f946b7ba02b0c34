#!/usr/bin/env python3
"""Asks msgspec what its lax rules (`strict=False`) make of every value for every type: python3 tests/compat/lax.py

Writes `lax.json` beside this file anew: each value under the key `v` of a message whose field has the type, as MessagePack
and, where JSON can say it, as JSON; with what msgspec made of it, as MessagePack again, or its error, and what it made of the JSON
where that is something else. Needs the packages that
`live.py` fetches (`tests/compat/.venv/bin/python tests/compat/lax.py`).
"""
import datetime
import enum
import json
import uuid
from pathlib import Path
from typing import Annotated, Optional

import msgspec

STRINGS = (
    "|0|1|2|-1|-0|+1|01|00|-|1.0|1.5|-1.0|-1.5|-0.0|.5|1.|1e3|1E3|1e+3|1e-1|10e-1|1e|1e400|-1e400|1e-400|1e17|e5|"
    "9007199254740992.0|9007199254740994.0|9223372036854775807|9223372036854775808|18446744073709551616|1_000|0x10|0b1|"
    " 1|1 |\uff11|nan|NaN|-nan|inf|INF|-inf|+inf|infinity|-Infinity|infinit|true|True|TRUE|tRue|false|yes|no|on|off|t|f|"
    "null|NULL|Null|None|none|nil|a|A|1.0000005|1.0000015|-1.0000005|253402300799|-62135596801|86399999999999|86400000000000|"
    "2024-01-02T03:04:05Z|2024-01-02T03:04:05|2024-01-02|03:04:05|PT1.5S|-P1DT1S|AAEC|"
    "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
).split("|") + ["1" * 30, "1" * 400]
SCALARS = [None, True, False, 0, 1, 2, -1, 11, 2**63, -(2**63), 0.0, -0.0, 1.0, 1.5, -1.5, 1.0000005, 2.0**53, 2.0**53 + 2,
           1e17, 1e300, float("nan"), float("inf"), 253402300799, 253402300799.5, -62135596801, 86399999999999, 86400000000000,
           [], {}, b"1", datetime.datetime(2024, 1, 2, tzinfo=datetime.timezone.utc)]
NESTED = [["1"], ["1", 2.0, "3e2"], ["x"], [True], {"1": "2"}, {"1.0": 1}, {"01": 1}, {"true": 1}, {"nan": 1}, {"a": "1"},
          {"a": "null"}, {"1": "x"}]


class Int(enum.IntEnum):
    OFF = 0
    ON = 1


class Str(enum.Enum):
    A = "a"
    TRUE = "true"


TYPES = {
    "int": int,
    "small": Annotated[int, msgspec.Meta(ge=0, le=10)],
    "float": float,
    "positive": Annotated[float, msgspec.Meta(gt=0)],
    "bool": bool,
    "int_enum": Int,
    "str_enum": Str,
    "moment": Annotated[datetime.datetime, msgspec.Meta(tz=True)],
    "span": datetime.timedelta,
    "civil": Annotated[datetime.datetime, msgspec.Meta(tz=False)],
    "date": datetime.date,
    "time": datetime.time,
    "uuid": uuid.UUID,
    "str": str,
    "bytes": bytes,
    "opt_int": Optional[int],
    "opt_float": Optional[float],
    "opt_bool": Optional[bool],
    "opt_int_enum": Optional[Int],
    "opt_str_enum": Optional[Str],
    "opt_moment": Optional[Annotated[datetime.datetime, msgspec.Meta(tz=True)]],
    "opt_span": Optional[datetime.timedelta],
    "opt_str": Optional[str],
    "opt_text": Optional[Annotated[str, msgspec.Meta(min_length=6)]],
    "opt_bytes": Optional[bytes],
    "opt_list": Optional[list[int]],
    "list_int": list[int],
    "list_bool": list[bool],
    "list_opt_float": list[Optional[float]],
    "dict_int": dict[int, int],
    "dict_opt_bool": dict[str, Optional[bool]],
}


def outcome(decoder, frame):
    try:
        value = decoder.decode(frame)
    except msgspec.ValidationError as error:
        return {"error": str(error)}
    # What Python's own types say of a year that they do not have.
    except ValueError as error:
        return {"error": f"python: {error}"}
    try:
        return {"value": msgspec.msgpack.encode(value).hex()}
    except OverflowError:
        return {"error": "python: wider than 64 bits"}


def cases():
    for name, type in TYPES.items():
        message = msgspec.defstruct("M", [("v", type)])
        msgpack = msgspec.msgpack.Decoder(message, strict=False)
        text = msgspec.json.Decoder(message, strict=False)
        for value in STRINGS + SCALARS + NESTED:
            frame = msgspec.msgpack.encode({"v": value})
            case = {"type": name, "frame": frame.hex(), "found": outcome(msgpack, frame)}
            if not isinstance(value, (bytes, datetime.datetime)) and value == value and abs_of(value) != float("inf"):
                frame = msgspec.json.encode({"v": value})
                case["text"] = frame.decode()
                if (found := outcome(text, frame)) != case["found"]:
                    case["found_in_json"] = found
            yield case


def abs_of(value):
    return abs(value) if isinstance(value, float) else 0


if __name__ == "__main__":
    found = list(cases())
    about = json.dumps({"msgspec": msgspec.__version__, "cases": len(found)})
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in found)
    Path(__file__).with_suffix(".json").write_text(f'{{"about":{about},"cases":[\n{lines}\n]}}\n')
    print(len(found), "cases")
