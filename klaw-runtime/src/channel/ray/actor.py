"""The actor behind a channel on Ray: the channel's state behind a lock, and the calls that reach it.

It is sent to the cluster by value: there it imports what Ray itself depends on, and nothing else.
"""

import asyncio
import collections
import threading
import time

import msgpack
from klaw_channel_state import BACK, DONE, Channel, each

# The longest that a call waits for room or for a message, in seconds. Whoever wants to wait longer calls again: a call that
# waits holds one of the actor's places for calls.
POLL = 10.0
# The shortest lease, in seconds: leases are looked after four times in each.
LEASE = 0.1
# How long a call waits for those that were made before it, in seconds, and of how many clients that is known.
LATE = 0.5
CLIENTS = 4096

# Which of the actor's methods wait for room and which for messages. Each group has places and a loop of its own in Ray, so
# that no number of waiting readers keeps a message out, nor either of them a close.
GROUPS = {
    "put": (1000, ("put_seq", "put", "put_nowait", "put_batch")),
    "get": (1000, ("get_seq", "get", "get_nowait", "get_batch", "lend")),
    "ctl": (
        100,
        (
            "join", "leave", "beat", "settle", "withdraw", "cancel", "control", "describe", "counts", "close", "stats",
            "metadata", "readers", "heartbeat", "register_sender", "deregister_sender", "register_receiver", "deregister_receiver", "ack", "nack", "give_back",
        ),
    ),
}  # fmt: skip


class Turns:
    """The calls of one client, which begin in the order in which they were made: Ray starts an async actor's in any order."""

    def __init__(self):
        self.next = 0
        self.waiting = {}


class Waiter:
    """Where the answer to a call goes that waits, from whichever thread."""

    __slots__ = ("loop", "future")

    def __init__(self):
        self.loop = asyncio.get_running_loop()
        self.future = self.loop.create_future()

    def set(self, value):
        if not self.future.done():
            self.future.set_result(value)

    def answer(self, value):
        try:
            self.loop.call_soon_threadsafe(self.set, value)
        except RuntimeError:
            # The loop has ended, and so has the call.
            pass


def checked(frames):
    """Refuses what is no frame, with the reason, before it reaches anybody."""
    for at, frame in enumerate(frames):
        if type(frame) is not bytes:
            kind = type(frame).__name__
            raise TypeError(f"a frame is `bytes`, and item {at} is a `{kind}`: encode it, for example with msgspec.msgpack")
    return frames


def packed(method):
    """A method that takes its arguments as one: Ray serializes each by itself, which takes longer than all else in a call."""

    async def unpack(self, arguments):
        return await method(self, *msgpack.unpackb(arguments))

    return unpack


class KlawChannel:
    """The channel as Ray's actor. What klaw calls takes and returns MessagePack; what is for people is below."""

    def __init__(self, name, capacity, overflow="wait", acks=False, lease=None, value_type="", fingerprint=""):
        self.name, self.value_type, self.fingerprint = name, value_type, fingerprint
        self.channel = Channel(capacity, overflow, acks, None if lease is None else max(lease, LEASE))
        # No two incarnations have a place in common: what is said late of a message in one says nothing of another's.
        self.channel.position = self.channel.epoch
        # Each of Ray's concurrency groups runs on a thread of its own.
        self.lock = threading.Lock()
        self.ticking = False
        self.turns = collections.OrderedDict()

    def act(self, method, *arguments):
        """Does something with the channel, and wakes whom that concerns."""
        with self.lock:
            result = method(*arguments)
            woken, self.channel.woken = self.channel.woken, []
        for waiter, value in woken:
            waiter.answer(value)
        return result

    async def turn(self, client, number):
        """Waits until what the client called before has begun. What never comes, as it was lost, is not waited for long."""
        with self.lock:
            turns = self.turns.get(client)
            if turns is None:
                turns = self.turns[client] = Turns()
                if len(self.turns) > CLIENTS:
                    self.turns.popitem(last=False)
            # The one that has been silent for longest is the next to be forgotten.
            self.turns.move_to_end(client)
            if number <= turns.next:
                return
            waiter = turns.waiting[number] = Waiter()
        await asyncio.wait([waiter.future], timeout=LATE)

    def begun(self, client, number):
        with self.lock:
            turns = self.turns.get(client)
            if turns is None or number < turns.next:
                return
            turns.next = number + 1
            waiter = turns.waiting.pop(turns.next, None)
            for late in [late for late in turns.waiting if late < turns.next]:
                del turns.waiting[late]
        if waiter is not None:
            waiter.answer(None)

    async def act_in_turn(self, turn, method, *arguments):
        await self.turn(*turn)
        try:
            return self.act(method, *arguments)
        finally:
            self.begun(*turn)

    def tick(self):
        """Ends leases when they are over, as long as there are any."""
        if self.channel.lease is not None and not self.ticking:
            self.ticking = True
            # On Ray a call may come in on any of three loops, each with its thread; this one is the first's.
            asyncio.get_running_loop().create_task(self.ticks())

    async def ticks(self):
        while True:
            self.act(self.channel.tick, time.monotonic())
            await asyncio.sleep(min(self.channel.lease / 4, 1.0))

    async def wait(self, method, *arguments, seconds, otherwise, turn=None, undo=None):
        """Calls what may wait, and waits for its answer no longer than that."""
        self.tick()
        waiter = Waiter()
        if turn is None:
            result = self.act(method, *arguments, waiter)
        else:
            result = await self.act_in_turn(turn, method, *arguments, waiter)
        if result is not None:
            return result
        try:
            done, _ = await asyncio.wait([waiter.future], timeout=min(seconds, POLL))
            if done or not self.act(self.channel.abandon, waiter):
                return await waiter.future
            return otherwise
        except asyncio.CancelledError:
            if not self.act(self.channel.abandon, waiter) and undo is not None:
                waiter.future.add_done_callback(lambda future: future.cancelled() or undo(future.result()))
            raise

    def pack(self, status, *rest):
        return msgpack.packb([status, self.channel.epoch, self.channel.closed or "", *rest])

    def lost(self, epoch):
        return epoch != self.channel.epoch

    # For klaw: each call says whose it is and which, and each answer is [status, epoch, why it was closed, ..].

    @packed
    async def put_seq(self, client, number, epoch, sender, seq, wait, whole, frames):
        if self.lost(epoch):
            return self.pack("lost", 0)
        frames = checked(msgpack.unpackb(frames, raw=True))
        arguments = (self.channel.put, time.monotonic(), sender, seq, frames, wait, whole)
        status = await self.wait(*arguments, seconds=POLL, otherwise="again", turn=(client, number))
        return self.pack("part", status) if isinstance(status, int) else self.pack(status, 0)

    @packed
    async def withdraw(self, client, number, sender, seq):
        await self.act_in_turn((client, number), self.channel.withdraw, sender, seq)
        return self.pack("ok")

    @packed
    async def get_seq(self, client, number, epoch, reader, call, max, bytes, seconds):
        if self.lost(epoch):
            return self.pack("lost", ())
        arguments = (self.channel.get, time.monotonic(), reader, call, max, bytes, seconds > 0)
        answer = await self.wait(*arguments, seconds=seconds, otherwise=("again", ()), turn=(client, number))
        return self.pack(*answer)

    @packed
    async def cancel(self, client, number, reader, call):
        await self.act_in_turn((client, number), self.channel.cancel, reader, call)
        return self.pack("ok")

    @packed
    async def settle(self, client, number, epoch, verdicts):
        if self.lost(epoch):
            return self.pack("lost")
        verdicts = msgpack.unpackb(verdicts)
        return self.pack(await self.act_in_turn((client, number), self.channel.settle, time.monotonic(), verdicts))

    @packed
    async def give_back(self, client, number, epoch, reader, back, runs):
        if self.lost(epoch):
            return self.pack("lost")
        arguments = (time.monotonic(), reader, back, msgpack.unpackb(runs, raw=True))
        return self.pack(await self.act_in_turn((client, number), self.channel.unsee, *arguments))

    @packed
    async def join(self, client, number, kind, name, node):
        self.tick()
        now = time.monotonic()
        if kind == "sender":
            next = await self.act_in_turn((client, number), self.channel.join_sender, now, name)
        else:
            next = await self.act_in_turn((client, number), self.channel.join_reader, now, name, node)
        return self.pack("ok", next)

    @packed
    async def leave(self, client, number, kind, name):
        method = self.channel.leave_sender if kind == "sender" else self.channel.leave_reader
        await self.act_in_turn((client, number), method, name)
        return self.pack("ok")

    @packed
    async def control(self, client, number, action, value):
        return self.pack(await self.act_in_turn((client, number), self.channel.control, action, value))

    @packed
    async def beat(self, client, number, names):
        self.tick()
        heartbeat = self.channel.heartbeat
        return self.pack("ok", await self.act_in_turn((client, number), heartbeat, time.monotonic(), names))

    async def describe(self):
        channel = self.channel
        return self.pack("ok", channel.capacity, channel.overflow, channel.acks, channel.lease, self.fingerprint)

    @packed
    async def counts(self, client, number):
        counts = await self.act_in_turn((client, number), self.channel.stats)
        return self.pack("ok", counts)

    # For people. A call waits 10 s at most: whoever wants to wait longer calls again.

    async def put(self, frame, timeout=POLL):
        """`ok`, `full` (there was no room in time) or `closed`."""
        return await self.put_batch([frame], timeout)

    async def put_nowait(self, frame):
        """`ok`, `full` or `closed`, at once."""
        return await self.put_batch([frame], 0)

    async def put_batch(self, frames, timeout=POLL):
        """All of the frames or none: `ok`, `full`, `closed`, or `large` where the channel could never hold them."""
        frames = checked(list(frames))
        arguments = (self.channel.put_unnumbered, frames, timeout > 0)
        return await self.wait(*arguments, seconds=timeout, otherwise="full")

    async def get(self, timeout=POLL):
        """(`ok`, frame); (`empty`, None) where none came in time; (`closed`, None)."""
        status, frames = await self.get_batch(1, timeout)
        return status, frames[0] if frames else None

    async def get_nowait(self):
        """The same at once."""
        return await self.get(0)

    async def get_batch(self, max_items, timeout=POLL):
        """Waits for the first frame, and takes up to `max_items` that are there then: (status, frames)."""
        status, runs = await self.hand_out(None, max_items, timeout)
        return status, [frame for _, _, frames in runs for frame in frames]

    async def lend(self, reader, max_items=1, timeout=POLL):
        """The same for a registered receiver, which says `ack` or `nack` by the tokens: (status, [(token, frame)])."""
        status, runs = await self.hand_out(reader, max_items, timeout)
        return status, [((position, attempt), frame) for position, attempt, frame in each(runs)]

    async def hand_out(self, reader, most, timeout):
        call = self.members_next_call(reader)
        arguments = (self.channel.get, time.monotonic(), reader, call, most, 1 << 62, timeout > 0)

        def undo(answer):
            self.act(self.channel.take_back_unseen, time.monotonic(), reader, call, answer[1])

        status, runs = await self.wait(*arguments, seconds=timeout, otherwise=("empty", ()), undo=undo)
        # Its lease has ended, or the reader has called again meanwhile.
        return ("empty", ()) if status == "again" else (status, runs)

    def members_next_call(self, reader):
        member = self.channel.members.get(reader)
        return member.call + 1 if member is not None else 0

    async def ack(self, reader, tokens):
        """The messages are done."""
        return self.verdict(DONE, reader, tokens)

    async def nack(self, reader, tokens):
        """The messages are not done: they go back to the front."""
        return self.verdict(BACK, reader, tokens)

    def verdict(self, verdict, reader, tokens):
        verdicts = [(reader, verdict, position, 1, attempt, None) for position, attempt in tokens]
        return self.act(self.channel.settle, time.monotonic(), verdicts)

    async def close(self, reason="it was closed"):
        """Takes no more; readers have what is left."""
        self.act(self.channel.close, reason)

    async def heartbeat(self, names):
        """Signs of life of senders and receivers, by their names or as a heartbeat message: the names that are not known."""
        self.tick()
        if isinstance(names, bytes):
            _tag, _header, names = msgpack.unpackb(names)
        return self.act(self.channel.heartbeat, time.monotonic(), [names] if isinstance(names, str) else names)

    async def register_sender(self, sender_id):
        """When the last registered sender is gone, the channel is closed."""
        self.tick()
        self.act(self.channel.join_sender, time.monotonic(), sender_id)

    async def deregister_sender(self, sender_id):
        self.act(self.channel.leave_sender, sender_id)

    async def register_receiver(self, reader_id, node_id=""):
        self.tick()
        self.act(self.channel.join_reader, time.monotonic(), reader_id, node_id)

    async def deregister_receiver(self, reader_id):
        self.act(self.channel.leave_reader, reader_id)

    async def stats(self):
        return {**self.act(self.channel.stats), "epoch": self.channel.epoch, "closed": self.channel.closed}

    async def metadata(self):
        channel = self.channel
        return {
            "name": self.name,
            "channel_type": "mpmc",
            "capacity": channel.capacity,
            "unbounded": False,
            "value_type": self.value_type,
            "overflow": channel.overflow,
            "acks": channel.acks,
            "lease": channel.lease,
        }

    async def readers(self):
        now = time.monotonic()
        wall = time.time() - now
        return [
            {
                "reader_id": name,
                "node_id": reader.node,
                "registered_at": int((wall + reader.registered) * 1000),
                "last_seen_at": int((wall + reader.seen) * 1000),
                "total_received": reader.received,
            }
            for name, reader in self.act(lambda: list(self.channel.members.items()))
        ]
