"""Prints msgspec types as Rust with klaw's derive.

    python3 msgspec_to_rust.py [--map TYPE] MODULE_OR_FILE [NAME ..]

MODULE_OR_FILE is imported; NAMES are its types, by default all structs and unions of structs that it defines. All that they
name comes along. Needs msgspec, in the environment that can import the module.

What Rust has no type for is `Value`: any value, as data, with what Python said in a comment. An `int` without bounds is an
`i64`; give it bounds in Python to have another. Methods and `__post_init__` are not seen.
"""
import argparse
import enum
import importlib
import importlib.util
import keyword
import re
import sys
import typing
from pathlib import Path

import msgspec
from msgspec import inspect

INTS = [(f"{sign}{bits}", *bounds) for bits in (8, 16, 32, 64) for sign, bounds in (
    ("u", (0, 2**bits - 1)), ("i", (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)))]
RUST = set("""as break const continue crate else enum extern false fn for if impl in let loop match mod move mut pub ref return
self Self static struct super trait true type unsafe use where while async await dyn abstract become box do final macro override
priv typeof unsized virtual yield try gen""".split())
NEVER_RAW = {"crate", "self", "super", "Self"}
PLAIN = {
    inspect.BoolType: "bool", inspect.DateType: "jiff::civil::Date", inspect.TimeType: "jiff::civil::Time",
    inspect.TimeDeltaType: "jiff::SignedDuration", inspect.UUIDType: "uuid::Uuid", inspect.DecimalType: "String",
}
BORROWED = {inspect.RawType: "Raw<'a>", inspect.AnyType: "Value<'a>", inspect.ExtType: "Ext<'a>"}
EMPTY = {"bool": False, "String": "", "Vec<u8>": b"", "f64": 0.0}


class Unwritable(Exception):
    """What has no form in Rust, and where."""


def snake(name):
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return re.sub(r"\W|^(?=\d)", "_", name).lower() or "_"


def field_name(name):
    name = snake(name)
    return f"{name}_" if name in NEVER_RAW else f"r#{name}" if name in RUST else name


def variant_name(name):
    parts = [part for part in re.split(r"[\W_]+", name) if part]
    text = "".join(part[0].upper() + (part[1:].lower() if part.isupper() else part[1:]) for part in parts)
    return text if text and not text[0].isdigit() and text not in NEVER_RAW else f"V{text}"


def text(value):
    """A string as a literal of Rust's."""
    escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(escapes.get(c) or (c if c.isprintable() else f"\\u{{{ord(c):x}}}") for c in value) + '"'


def number(value):
    """An integer in groups, or a float."""
    return f"{value:_}" if isinstance(value, int) else repr(value)


class Printer:
    def __init__(self, module, map_type):
        self.module = module
        self.map_type = map_type
        self.items = {}  # by the name in Rust, in the order in which they were met
        self.names = {}  # the name in Rust, by what it is in Python
        self.direct = {}  # by the name, those that it holds without a vector or a map between
        self.borrows = {}  # by the name, those that it holds in any way, and "'a" where it borrows itself
        self.uses = {"WireMessage"}
        self.unions = {}  # names of the module's own unions, by their members
        for name, value in vars(module).items():
            if members := struct_members(value):
                self.unions.setdefault(members, name)

    # -- types

    def ty(self, kind, owner, direct=True):
        """The Rust type, with its rules."""
        at = type(kind)
        if at is inspect.Metadata:
            return self.ty(kind.type, owner, direct)
        if at in PLAIN:
            return PLAIN[at], []
        if at in BORROWED:
            self.uses.add(BORROWED[at].split("<")[0])
            self.borrows[owner].add("'a")
            return BORROWED[at], []
        if at is inspect.IntType:
            return self.int(kind)
        if at is inspect.FloatType:
            return "f64", rules(kind, "ge gt le lt multiple_of")
        if at is inspect.StrType:
            pattern = [f"pattern = {text(kind.pattern.replace(chr(92) + 'Z', chr(92) + 'z'))}"] if kind.pattern else []
            return "String", rules(kind, "min_length max_length") + pattern
        if at in (inspect.BytesType, inspect.ByteArrayType, inspect.MemoryViewType):
            return "Vec<u8>", rules(kind, "min_length max_length")
        if at is inspect.DateTimeType:
            return ("jiff::civil::DateTime" if kind.tz is False else "jiff::Timestamp"), []
        if at in (inspect.ListType, inspect.SetType, inspect.FrozenSetType, inspect.VarTupleType, inspect.CollectionType):
            item, inner = self.ty(kind.item_type, owner, False)
            return f"Vec<{item}>", rules(kind, "min_length max_length") + nested("items", inner)
        if at is inspect.TupleType:
            items = [self.ty(item, owner, direct) for item in kind.item_types]
            if any(inner for _, inner in items):
                raise Unwritable("a place of a tuple has rules; give it a type of its own")
            return "(" + ", ".join(item for item, _ in items) + ("," if len(items) == 1 else "") + ")", []
        if at is inspect.DictType:
            (key, keys), (value, values) = self.ty(kind.key_type, owner, False), self.ty(kind.value_type, owner, False)
            return f"{self.map_type}<{key}, {value}>", rules(kind, "min_length max_length") + nested("keys", keys) + nested("values", values)
        if at is inspect.EnumType:
            return self.enumeration(kind.cls), []
        if at is inspect.LiteralType:
            return self.literal(kind, owner), []
        if at is inspect.StructType:
            return self.named(self.struct(kind), owner, direct), []
        if at is inspect.UnionType:
            return self.union(kind, owner, direct)
        return self.any(owner, at.__name__.removesuffix("Type"))

    def named(self, name, owner, direct):
        """A place for the name: whether it borrows, and is boxed, is known when all have been met."""
        self.borrows[owner].add(name)
        if direct:
            self.direct[owner].add(name)
        return f"@{name}@" if direct else f"@!{name}@"

    def any(self, owner, python):
        self.uses.add("Value")
        self.borrows[owner].add("'a")
        return f"Value<'a> /* {python} */", []

    def int(self, kind):
        low = max([-(2**63)] + [x for x in (kind.ge, None if kind.gt is None else kind.gt + 1) if x is not None])
        high = [x for x in (kind.le, None if kind.lt is None else kind.lt - 1) if x is not None]
        # Without a bound above, those that cannot be negative reach as far as the wire does.
        high = min(high) if high else 2**64 - 1 if low >= 0 else 2**63 - 1
        ty, least, most = next(one for one in INTS if one[1] <= low and high <= one[2])
        found = [f"ge = {number(low)}"] * (low > least) + [f"le = {number(high)}"] * (high < most)
        return ty, found + rules(kind, "multiple_of")

    def union(self, kind, owner, direct):
        types = [one for one in kind.types if not isinstance(one, inspect.NoneType)]
        nil = len(types) < len(kind.types)
        if len(types) == 1:
            inner, found = self.ty(types[0], owner, direct)
        elif types and all(isinstance(one, inspect.StructType) for one in types):
            inner, found = self.named(self.enum_of(types), owner, direct), []
        else:
            inner, found = self.any(owner, " | ".join(type(one).__name__.removesuffix("Type").lower() for one in kind.types))
        if nil and inner.startswith(("Raw<", "Value<")):
            return inner, found
        return (f"Option<{inner}>" if nil else inner), found

    # -- items

    def name(self, key, wanted):
        """A name that no other item has; and whether the item is there already."""
        if key in self.names:
            return self.names[key], True
        wanted = re.sub(r"\W", "", wanted)
        name, count = wanted, 1
        while name in self.names.values():
            count += 1
            name = f"{wanted}{count}"
        self.names[key] = name
        self.borrows[name], self.direct[name] = set(), set()
        self.items[name] = None
        return name, False

    def struct(self, kind):
        # A generic class is one type for each of its parameters.
        cls = typing.get_origin(kind.cls) or kind.cls
        name, known = self.name(kind.cls, cls.__name__)
        if known:
            return name
        config = cls.__struct_config__
        wire = ["array_like"] * kind.array_like
        if kind.tag is not None:
            wire.append(f"tag = {text(kind.tag) if isinstance(kind.tag, str) else number(kind.tag)}")
            if kind.tag_field != "type" and not kind.array_like:
                wire.append(f"tag_field = {text(kind.tag_field)}")
        wire += ["forbid_unknown_fields"] * kind.forbid_unknown_fields
        # In array form msgspec leaves out nothing.
        wire += ["omit_defaults"] * (config.omit_defaults and not kind.array_like)
        lines = docs(cls, "") + attribute("wire", wire, "")
        body = []
        for field in kind.fields:
            try:
                ty, found = self.ty(field.type, name)
                default = self.default(field, ty)
            except Unwritable as error:
                raise Unwritable(f"{name}.{field.name}: {error}") from None
            rust = field_name(field.name)
            keys = [default] if default else []
            if field.encode_name != rust.removeprefix("r#") and not kind.array_like:
                keys.append(f"rename = {text(field.encode_name)}")
            body += attribute("wire", keys, "    ") + attribute("constrain", found, "    ") + [f"    pub {rust}: {ty},"]
        self.items[name] = lines + ([f"pub struct @!{name}@ {{"] + body + ["}"] if body else [f"pub struct @!{name}@ {{}}"])
        return name

    def enum_of(self, kinds):
        members = frozenset(one.cls for one in kinds)
        wanted = self.unions.get(members) or "Or".join((typing.get_origin(one.cls) or one.cls).__name__ for one in kinds)
        name, known = self.name(("union", members), wanted)
        if known:
            return name
        body = []
        for one in kinds:
            member = self.struct(one)
            self.borrows[name].add(member)
            self.direct[name].add(member)
            body.append(f"    {member}(@!{member}@),")
        wire = []
        if not kinds[0].array_like and kinds[0].tag_field != "type":
            wire.append(f"tag_field = {text(kinds[0].tag_field)}")
        wire += ["array_like"] * kinds[0].array_like
        self.items[name] = attribute("wire", wire, "") + [f"pub enum @!{name}@ {{"] + body + ["}"]
        return name

    def enumeration(self, cls):
        return self.values(cls, cls.__name__, [(one.name, one.value) for one in cls], docs(cls, ""))

    def literal(self, kind, owner):
        values = [value for value in kind.values if value is not None]
        ints, strs = all(type(one) is int for one in values), all(isinstance(one, str) for one in values)
        if not values or not (ints or strs):
            return self.any(owner, "literal")[0]
        named = [(f"V{value}".replace("-", "Minus") if ints else value, value) for value in values]
        ty = self.values(("literal", kind.values), f"{owner}Literal", named, [])
        return f"Option<{ty}>" if None in kind.values else ty

    def values(self, key, wanted, named, lines):
        name, known = self.name(key, wanted)
        if not known:
            body, taken = [], set()
            for member, value in named:
                variant = variant_name(member)
                while variant in taken:
                    variant += "_"
                taken.add(variant)
                if isinstance(value, int):
                    body.append(f"    {variant} = {number(value)},")
                elif isinstance(value, str):
                    body += [f"    #[wire(rename = {text(value)})]", f"    {variant},"]
                else:
                    raise Unwritable(f"{name}.{member} is {value!r}, and the wire has enumerations of int and of str")
            self.items[name] = lines + [f"pub enum @!{name}@ {{"] + body + ["}"]
        return name

    # -- defaults

    def default(self, field, ty):
        if field.required:
            return None
        value = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
        if value is None or value is msgspec.UNSET or value == EMPTY.get(ty) and type(value) is type(EMPTY.get(ty)):
            return "default"
        if isinstance(value, int) and not isinstance(value, (bool, enum.Enum)) and value == 0:
            return "default"
        if isinstance(value, (list, dict, set, frozenset, tuple)) and not value and not ty.startswith("("):
            return "default"
        if isinstance(value, msgspec.Raw) and bytes(value) in (b"", b"\xc0"):
            return "default"
        return f"default = {self.expression(value, outermost=True)}"

    def expression(self, value, outermost=False):
        if isinstance(value, enum.Enum):
            return f"{self.names[type(value)]}::{variant_name(value.name)}"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (int, float)):
            return number(value)
        if isinstance(value, str):
            return text(value) if outermost else f"{text(value)}.into()"
        if isinstance(value, bytes):
            return "vec![" + ", ".join(map(str, value)) + "]"
        if isinstance(value, (list, set, frozenset)):
            return "vec![" + ", ".join(map(self.expression, value)) + "]"
        if isinstance(value, tuple):
            return "(" + ", ".join(map(self.expression, value)) + ("," if len(value) == 1 else "") + ")"
        if isinstance(value, dict):
            entries = ", ".join(f"({self.expression(key)}, {self.expression(one)})" for key, one in value.items())
            return f"{self.map_type}::from([{entries}])"
        raise Unwritable(f"the default {value!r} is written by hand: `#[wire(default = ..)]`")

    # -- the whole

    def finish(self):
        borrowing = {name for name, inner in self.borrows.items() if "'a" in inner}
        while more := {name for name, inner in self.borrows.items() if inner & borrowing} - borrowing:
            borrowing |= more
        out = [f"// The messages of Python's `{self.module.__name__}`, by msgspec_to_rust.py.", ""]
        out += [f"use klaw_runtime::{{{', '.join(sorted(self.uses))}}};" if len(self.uses) > 1 else "use klaw_runtime::WireMessage;"]
        for name, lines in self.items.items():
            # A type that holds itself without a vector between has no size.
            boxed = {inner for inner in self.direct[name] if name in reach(self.direct, inner)}

            def write(found):
                plain, inner = found.groups()
                written = inner + ("<'a>" if inner in borrowing else "")
                return f"Box<{written}>" if inner in boxed and not plain else written

            docs = [line for line in lines if line.startswith("///")]
            out += ["", *docs, "#[derive(Debug, Clone, PartialEq, WireMessage)]"]
            out += [re.sub(r"@(!?)(\w+)@", write, line) for line in lines[len(docs) :]]
        return "\n".join(out) + "\n"


def reach(edges, start):
    found, todo = set(), [start]
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo += edges.get(one, ())
    return found


def rules(kind, names):
    return [f"{name} = {number(getattr(kind, name))}" for name in names.split() if getattr(kind, name, None) is not None]


def nested(key, found):
    return [f"{key}({', '.join(found)})"] if found else []


def attribute(name, keys, indent):
    return [f"{indent}#[{name}({', '.join(keys)})]"] if keys else []


def docs(cls, indent):
    doc = cls.__dict__.get("__doc__") or ""
    # msgspec and enum write one of their own.
    if not doc.strip() or doc.strip() == "An enumeration.":
        return []
    return [f"{indent}/// {line.strip()}".rstrip() for line in doc.strip().splitlines()]


def struct_members(value):
    """The classes of a union of structs."""
    try:
        kind = inspect.type_info(value) if not isinstance(value, (str, int, float, bytes, type(None), list, dict)) else None
    except Exception:
        return None
    if isinstance(kind, inspect.UnionType) and all(isinstance(one, inspect.StructType) for one in kind.types):
        return frozenset(one.cls for one in kind.types)
    return None


def load(module):
    path = Path(module)
    if path.suffix != ".py":
        return importlib.import_module(module)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    loaded = sys.modules[path.stem] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def translate(module, names, map_type):
    printer = Printer(module, map_type)
    for name in names:
        if not hasattr(module, name):
            raise Unwritable(f"{module.__name__} has no `{name}`")
        kind = inspect.type_info(getattr(module, name))
        if isinstance(kind, inspect.UnionType) and struct_members(getattr(module, name)):
            printer.enum_of(kind.types)
        elif isinstance(kind, inspect.StructType):
            printer.struct(kind)
        elif isinstance(kind, inspect.EnumType):
            printer.enumeration(kind.cls)
        else:
            raise Unwritable(f"{name}: messages are structs and unions of structs; this is {type(kind).__name__}")
    return printer.finish()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("module", help="a module that can be imported, or a file")
    parser.add_argument("names", nargs="*", metavar="NAME", help="its types")
    parser.add_argument("--map", default="std::collections::BTreeMap", metavar="TYPE", help="what a dict is; `indexmap::IndexMap` keeps its order")
    options = parser.parse_args()
    module = load(options.module)
    names = options.names or [
        name for name, value in vars(module).items() if not name.startswith("_")
        and (struct_members(value) or isinstance(value, type) and issubclass(value, msgspec.Struct) and value.__module__ == module.__name__)
    ]
    try:
        print(translate(module, names, options.map), end="")
    except Unwritable as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
