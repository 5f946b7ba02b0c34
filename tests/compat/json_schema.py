#!/usr/bin/env python3
"""Asks msgspec for the JSON Schemas of the types in `wire_types.py`: python3 tests/compat/json_schema.py

Writes `json_schema.json` beside this file anew. Needs the packages that `live.py` fetches
(`tests/compat/.venv/bin/python tests/compat/json_schema.py`).
"""
import json
from pathlib import Path

import msgspec

import wire_types


def without_raw_defaults(type):
    """msgspec has no JSON for a default of type Raw; behind a factory it leaves the default out."""
    fields = [
        (field.name, field.type, msgspec.field(default_factory=lambda: wire_types.NIL))
        if field.default is wire_types.NIL
        else (field.name, field.type) if field.required
        else (field.name, field.type, field.default)
        for field in msgspec.structs.fields(type)
    ]
    config = type.__struct_config__
    return msgspec.defstruct(type.__name__, fields, tag=config.tag, array_like=True, frozen=True)


def types():
    for name, type in wire_types.TYPES.items():
        if name == "WireEnvelope":
            control, error = map(without_raw_defaults, (wire_types.ControlMessage, wire_types.WireError))
            data = wire_types.DataMessage[msgspec.Raw]
            type = data | control | wire_types.Heartbeat | wire_types.Ack | error
        yield name, type


if __name__ == "__main__":
    schemas = {name: msgspec.json.schema(type) for name, type in types()}
    lines = ",\n".join(f"{json.dumps(name)}:{json.dumps(schema)}" for name, schema in schemas.items())
    about = json.dumps({"msgspec": msgspec.__version__, "types": len(schemas)})
    Path(__file__).with_suffix(".json").write_text(f'{{"about":{about},"schemas":{{\n{lines}\n}}}}\n')
    print(len(schemas), "schemas")
