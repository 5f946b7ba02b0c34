"""JSON texts for the live comparison: the values that `live.py` makes, spelled in every way that JSON has for them."""
import base64
import json


def json_maker(Maker):
    """The maker of frames, with the formats of JSON. Where a frame is wider than needed, a text has spaces and escapes."""

    class TextMaker(Maker):
        NIL, FALSE, TRUE = b"null", b"false", b"true"
        SPACES = [b"", b"", b" ", b"  ", b"\n", b"\t", b"\r\n    "]

        def space(self):
            return self.rng.choice(self.SPACES) if self.hit(self.wide) else b""

        def integer(self, value):
            return str(value).encode()

        def float(self, value):
            if value != value or value in (float("inf"), float("-inf")):
                return self.rng.choice([b"1e400", b"-1e309", b"NaN", b"Infinity", b"1.5"])
            spelled = [repr(value), f"{value:.20e}", f"{value:.3E}", f"{value:.17g}", f"{value:.1f}", f"{value:e}".replace("+", "")]
            return (self.rng.choice(spelled) if self.hit(self.wide) or self.hit(0.3) else repr(value)).encode()

        def single(self, bits):
            return self.rng.choice([b"1.", b".5", b"01", b"1e", b"1e+", b"-", b"-0", b"-0.0", b"0e0", b"1E5", b"0.1e-7", b"+1"])

        def str(self, text):
            if isinstance(text, bytes):
                return b'"' + text + b'"'
            return b'"' + b"".join(map(self.character, text)) + b'"'

        def character(self, char):
            plain = char >= " " and char not in '"\\'
            if plain and not self.hit(self.wide / 4):
                return char.encode()
            short = {'"': b'\\"', "\\": b"\\\\", "\n": b"\\n", "\t": b"\\t", "\r": b"\\r", "\b": b"\\b", "\f": b"\\f", "/": b"\\/"}
            if char in short and self.hit(0.7):
                return short[char]
            escaped = json.dumps(char) if ord(char) > 0x7E else f'"\\u{ord(char):04x}"'
            return (escaped[1:-1].upper().replace("\\U", "\\u") if self.hit(0.3) else escaped[1:-1]).encode()

        def bin(self, body):
            text = base64.b64encode(body)
            if self.hit(self.faults):
                text = self.rng.choice([text + b"=", text[:-1], text.replace(b"A", b"-"), b"=" + text, text + b"A"])
            return b'"' + text + b'"'

        def ext(self, code, body):
            return self.rng.choice([b"-0", b"1e2", b"123456789012345678901234567890", b"1.5e3", self.bin(body)])

        def array(self, items):
            return self.enclosed(b"[", items, b"]")

        def map(self, entries):
            return self.enclosed(b"{", [key + self.space() + b":" + self.space() + value for key, value in entries], b"}")

        def enclosed(self, open, items, close):
            items = [self.space() + item + self.space() for item in items]
            return open + (b",".join(items) or self.space()) + close

        def nested(self, levels):
            return b"[" * levels + b"null" + b"]" * levels

        def any_key(self, depth):
            return self.str(self.any_text()) if self.hit(0.97) else self.anything(depth)

    return TextMaker


def broken_text(rng, text):
    """The text with one or a few bytes that are wrong."""
    text = bytearray(text)
    pieces = [b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b" ", b"0", b"-", b".", b"e", b"null", b"\\u12", b"\\ud800", b"\n", b"\xc3", b"\0", b"/"]
    for _ in range(rng.choice([1, 1, 1, 2, 4])):
        at = rng.randrange(len(text) + 1)
        chosen = rng.randrange(5)
        if chosen == 0:
            del text[at:]
        elif chosen == 1:
            text[at : at + 1] = rng.choice(pieces)
        elif chosen == 2:
            text[at:at] = rng.choice(pieces)
        elif chosen == 3:
            del text[at : at + rng.choice([1, 1, 4])]
        else:
            text += rng.choice([b",", b"]", b" ", b"\n1", bytes(text)])
    return bytes(text)


def text_depth(text):
    """How many arrays and objects are open at once."""
    open_, deepest, quoted, at = 0, 0, False, 0
    while at < len(text):
        byte = text[at : at + 1]
        if quoted:
            at += byte == b"\\"
            quoted = byte != b'"'
        elif byte == b'"':
            quoted = True
        elif byte in b"[{":
            open_ += 1
            deepest = max(deepest, open_)
        elif byte in b"]}":
            open_ -= 1
        at += 1
    return deepest
