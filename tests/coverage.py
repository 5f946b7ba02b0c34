"""Lines and branches of klaw-runtime and klaw-derive that the tests ran: `.ci/run coverage`, or by hand what it does.

    python3 tests/coverage.py export.json              totals, then files by what is left
    python3 tests/coverage.py export.json lock/text    what is left in files of that name, line by line

Reads the export of `cargo llvm-cov report --json`. llvm-cov's own totals take the best instantiation of a generic function; here
a line, or one way of a branch, is covered where any of them went there. Code of tests is left out.
"""

import collections
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CRATES = ("klaw-derive", "klaw-runtime")


def tests(lines):
    """The numbers of the lines of items under `#[cfg(test)]`."""
    found = set()
    for number, line in enumerate(lines):
        match = re.match(r"( *)#\[cfg\((all\()?test", line)
        if match and number not in found:
            end = number + 1
            if not lines[end].endswith(";"):
                while end + 1 < len(lines) and lines[end] != match[1] + "}":
                    end += 1
            found.update(range(number, end + 1))
    return {number + 1 for number in found}


def line_counts(segments):
    """How often each line ran, as llvm-cov counts it: a segment is [line, column, count, has_count, is_entry, is_gap]."""
    by_line = collections.defaultdict(list)
    for segment in segments:
        by_line[segment[0]].append(segment)
    counts, around = {}, None
    for line in range(min(by_line, default=1), max(by_line, default=0) + 1):
        here = by_line.get(line, [])
        starts = [segment[2] for segment in here if segment[3] and segment[4] and not segment[5]]
        skipped = bool(here) and not here[0][3] and here[0][4]
        mapped = not skipped and (bool(around and around[3]) or bool(starts))
        if mapped or any(segment[3] and segment[4] for segment in here):
            counts[line] = max([around[2] if around and around[3] else 0, *starts])
        around = here[-1] if here else around
    return counts


class File:
    """One source: its lines with their counts, its branches with both of theirs."""

    def __init__(self, path, export):
        self.name = str(path.relative_to(ROOT))
        self.source = path.read_text().splitlines()
        left_out = tests(self.source)
        counts = line_counts(export["segments"])
        self.lines = {line: count for line, count in counts.items() if line not in left_out}
        self.branches = {}
        for branch in export["branches"]:
            if branch[0] not in left_out:
                ways = self.branches.setdefault(tuple(branch[:4]), [0, 0])
                ways[0] += branch[4]
                ways[1] += branch[5]
        self.missed_lines = sum(not count for count in self.lines.values())
        self.missed_ways = sum(ways.count(0) for ways in self.branches.values())

    def left(self):
        """Line by line what did not run."""
        marks = collections.defaultdict(list)
        for line, count in self.lines.items():
            if not count:
                marks[line].append("never run")
        for (line, start, last, end), ways in self.branches.items():
            text = self.source[line - 1][start - 1 : end - 1 if last == line else None]
            marks[line] += [f"never {way}: {text}" for way, count in zip(("true", "false"), ways) if not count]
        for line in sorted(marks):
            print(f"{line:5} {self.source[line - 1]}    // {'; '.join(marks[line])}")


def total(name, files):
    lines, ways = sum(len(file.lines) for file in files), sum(2 * len(file.branches) for file in files)
    ran = lines - sum(file.missed_lines for file in files)
    taken = ways - sum(file.missed_ways for file in files)
    print(f"{name:40} lines {ran}/{lines} {ran / lines:.2%}   branches {taken}/{ways} {taken / ways:.2%}")


def main():
    export, *names = sys.argv[1:]
    files = []
    for found in json.loads(pathlib.Path(export).read_text())["data"][0]["files"]:
        path = pathlib.Path(found["filename"])
        if any(path.is_relative_to(ROOT / crate / "src") for crate in CRATES):
            if path.stem not in ("tests", "races") and "golden" not in path.parts:
                files.append(File(path, found))
    for crate in CRATES:
        total(crate, [file for file in files if file.name.startswith(crate)])
    for backend in ("nats", "ray"):
        total(f"  of it channel/{backend}", [file for file in files if f"/channel/{backend}/" in file.name])
    for file in sorted(files, key=lambda file: (-file.missed_lines, -file.missed_ways, file.name)):
        if any(name in file.name for name in names):
            print("==", file.name)
            file.left()
        elif not names and file.missed_lines + file.missed_ways:
            print(f"{file.missed_lines:5} of {len(file.lines):5} lines {file.missed_ways:4} of {2 * len(file.branches):4} branches {file.name}")


main()
