"""The message types of the vectors and of the live comparison, as msgspec structs; `support/wire_types.rs` has them in Rust.

A default of `Raw(b"")` stands here as nil: msgspec writes an empty Raw as zero bytes, which makes an array
that nobody can read.
"""
import enum
from typing import Annotated, Generic, Optional, TypeVar, Union

import msgspec
from msgspec import Meta, Raw, Struct

T = TypeVar("T")
# Python's int has no width; these bounds are those of the Rust field types.
U32 = Annotated[int, Meta(ge=0, le=4294967295)]
U64 = Annotated[int, Meta(ge=0)]
I64 = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
NIL = Raw(b"\xc0")


class MessageKind(enum.IntEnum):
    DATA = 1
    CONTROL = 2
    HEARTBEAT = 3
    ACK = 4
    ERROR = 5


class WireHeader(Struct, array_like=True, frozen=True):
    version: U32 = 1
    kind: MessageKind = MessageKind.DATA
    channel_id: str = ""
    seq: U64 = 0
    ts: I64 = 0


class DataMessage(Struct, Generic[T], tag=1, array_like=True, frozen=True):
    header: WireHeader
    payload: T


class ControlMessage(Struct, tag=2, array_like=True, frozen=True):
    header: WireHeader
    action: str
    metadata: Raw = NIL


class Heartbeat(Struct, tag=3, array_like=True, frozen=True):
    header: WireHeader
    sender_id: str = ""


class Ack(Struct, tag=4, array_like=True, frozen=True):
    header: WireHeader
    acked_seq: U64 = 0
    status: str = "ok"


class WireError(Struct, tag=5, array_like=True, frozen=True):
    header: WireHeader
    code: str = ""
    message: str = ""
    details: Raw = NIL


WireEnvelope = Union[DataMessage[Raw], ControlMessage, Heartbeat, Ack, WireError]

# ---- constrained types -------------------------------------------------
PositiveInt = Annotated[int, Meta(gt=0)]  # u64 in Rust: both end at 2**64 - 1
NonNegativeInt = Annotated[int, Meta(ge=0)]  # u64 in Rust, no constraint needed
ChannelCapacity = Annotated[int, Meta(ge=1, le=1_000_000)]
TimeoutSeconds = Annotated[float, Meta(ge=0.0, le=86400.0)]
ConcurrencyLimit = Annotated[int, Meta(ge=1, le=10_000)]
Identifier = Annotated[
    str, Meta(min_length=1, max_length=255, pattern=r"^[a-zA-Z_][a-zA-Z0-9_-]*$")
]
Namespace = Annotated[
    str, Meta(min_length=1, max_length=63, pattern=r"^[a-z][a-z0-9-]*$")
]


class Limits(Struct):
    """Map form, every constrained type once."""

    positive: PositiveInt
    non_negative: NonNegativeInt
    capacity: ChannelCapacity
    timeout: TimeoutSeconds
    concurrency: ConcurrencyLimit
    name: Identifier
    namespace: Namespace


class LimitsArray(Struct, array_like=True):
    """Positional form of the same."""

    positive: PositiveInt
    non_negative: NonNegativeInt
    capacity: ChannelCapacity
    timeout: TimeoutSeconds
    concurrency: ConcurrencyLimit
    name: Identifier
    namespace: Namespace


class Strict(Struct, forbid_unknown_fields=True, omit_defaults=True):
    capacity: ChannelCapacity = 100
    timeout: TimeoutSeconds = 30.0
    name: Optional[Identifier] = None


# ---- scalars and containers ---------------------------------------------
class Scalars(Struct, array_like=True):
    u8: Annotated[int, Meta(ge=0, le=255)]
    i8: Annotated[int, Meta(ge=-128, le=127)]
    u32: U32
    i64: I64
    f64: float
    flag: bool
    text: str
    blob: bytes
    maybe: Optional[I64] = None


class Containers(Struct, array_like=True):
    ints: list[I64]
    texts: list[str]
    table: dict[str, I64]
    pair: tuple[I64, str]
    nested: list[list[I64]]
    bounded: Annotated[list[I64], Meta(min_length=1, max_length=4)] = msgspec.field(
        default_factory=lambda: [1]
    )


class Even(Struct):
    n: Annotated[int, Meta(ge=-(2**63), le=2**63-1, multiple_of=2)]
    half: Annotated[float, Meta(gt=0.0, lt=1.0)] = 0.5


# ---- evolution: the same positional message over three versions -------------
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


class TaskStrict(Struct, array_like=True, tag=10, forbid_unknown_fields=True):
    id: str
    ts: I64


# ---- unions by string tag, in map form -----------------------------------------
class Level(enum.Enum):
    INFO = "info"
    WARN = "warn"


class Started(Struct, tag="started", tag_field="type", rename="camel"):
    task_id: str
    worker_name: str = ""


class Finished(Struct, tag="finished", tag_field="type", rename="camel"):
    task_id: str
    exit_code: I64
    level: Level = Level.INFO


Event = Union[Started, Finished]


# ---- beyond the vectors ----------------------------------------------------------
class Single(Struct, tag="single", tag_field="kind"):
    a: I64
    level: Level = Level.INFO
    flag: Optional[bool] = msgspec.field(default=None, name="has space")


class Deep(Struct):
    singles: list[Single]
    limits: Annotated[
        dict[Annotated[str, Meta(min_length=1, max_length=8)], Annotated[int, Meta(ge=1, le=10)]], Meta(max_length=3)
    ]
    events: list[Event]
    task: Optional[TaskV2] = None
    pairs: list[tuple[I64, list[TaskV1]]] = []
    keyed: dict[tuple[I64, str], list[bool]] = {}
    names: Optional[Annotated[list[Annotated[str, Meta(max_length=4)]], Meta(min_length=2, max_length=3)]] = None


class Named(Struct, tag="named", array_like=True, forbid_unknown_fields=True):
    inner: Single
    kinds: list[MessageKind]
    blob: Annotated[bytes, Meta(min_length=1, max_length=4)]
    half: Annotated[float, Meta(multiple_of=0.5, ge=-8.0)]
    small: Optional[Annotated[int, Meta(gt=-5, lt=5)]] = None
    next: Optional["Named"] = None


Wide = msgspec.defstruct(
    "Wide", [(f"field_{letter}", I64, 0) for letter in "abcdefghijklmnop"], rename="camel", omit_defaults=True
)

TYPES = {
    t: globals()[t]
    for t in (
        "WireHeader WireEnvelope Limits LimitsArray Strict Scalars Containers Even "
        "TaskV1 TaskV2 TaskV3 TaskStrict Event Single Deep Named Wide"
    ).split()
}
