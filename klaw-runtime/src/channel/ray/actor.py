"""The actor behind a channel on Ray.

`Channel` is what the channel is: it knows no Ray, no loop and no clock of its own. What a call comes to is its result, or comes
later through the `Waiter` that was handed in. `KlawChannel` puts it behind a lock and Ray's calls.

It is sent to the cluster by value: there it imports what Ray itself depends on, and nothing else.
"""

import asyncio
import collections
import os
import threading
import time

import msgpack

# The longest that a call waits for room or for a message, in seconds. Whoever wants to wait longer calls again: a call that
# waits holds one of the actor's places for calls.
POLL = 10.0
# How many refused batches of a sender are remembered, in case they are sent again.
REFUSED = 64

DONE, BACK, UNSEEN = 0, 1, 2

# Which of the actor's methods wait for room and which for messages. Each group has places and a loop of its own in Ray, so
# that no number of waiting readers keeps a message out, nor either of them a close.
GROUPS = {
    "put": (1000, ("put_seq", "put", "put_nowait", "put_batch")),
    "get": (1000, ("get_seq", "get", "get_nowait", "get_batch", "lend")),
    "ctl": (
        100,
        (
            "join", "leave", "heartbeat", "settle", "cancel", "control", "describe", "counts", "close", "stats", "metadata",
            "readers", "register_sender", "deregister_sender", "register_receiver", "deregister_receiver", "ack", "nack", "give_back",
        ),
    ),
}  # fmt: skip


class Put:
    """A batch that waits: for its turn among its sender's, or for room."""

    __slots__ = ("sender", "seq", "frames", "wait", "waiter", "refused")

    def __init__(self, sender, seq, frames, wait, waiter):
        self.sender, self.seq, self.frames, self.wait, self.waiter = sender, seq, frames, wait, waiter
        self.refused = None


class Sender:
    """A sender that is known: what it says is taken in the order of its numbers, and once."""

    def __init__(self, until):
        self.until = until
        self.alive = True
        # The number of its next batch.
        self.next = 0
        # Batches that came before their turn.
        self.early = {}
        # The batch whose turn it is and for which there is no room.
        self.parked = None
        # What was not taken, and why, by number.
        self.refused = collections.OrderedDict()


class Reader:
    """A reader that is known: what it asks for is answered once, also where it asks again as it heard no answer."""

    def __init__(self, node, until, now):
        self.node = node
        self.until = until
        self.alive = True
        self.registered = self.seen = now
        self.received = 0
        self.lent = 0
        # Its last call and the answer to it.
        self.call = -1
        self.answer = None
        # The call that it does not wait for any more, which may come in later than that.
        self.cancelled = -1


class Get:
    """A call that waits for messages."""

    __slots__ = ("name", "reader", "max", "bytes", "waiter")

    def __init__(self, name, reader, max, bytes, waiter):
        self.name, self.reader, self.max, self.bytes, self.waiter = name, reader, max, bytes, waiter


class Channel:
    """Messages from senders to readers, first in, first out. `acks` keeps a message until its reader says that it is done."""

    def __init__(self, capacity, overflow="wait", acks=False, lease=None, epoch=None):
        self.capacity, self.overflow, self.acks, self.lease = capacity, overflow, acks, lease
        # Another one in each incarnation: an actor that was restarted is empty, and must not be taken for the old one.
        self.epoch = epoch or int.from_bytes(os.urandom(7), "big") + 1
        # (position, deliveries, frame), by position.
        self.ready = collections.deque()
        # By position: (reader's name, deliveries, frame).
        self.lent = {}
        self.puts = collections.deque()
        self.gets = collections.deque()
        self.senders = {}
        self.members = {}
        self.closed = None
        self.paused = False
        self.position = 0
        self.woken = []
        self.count = dict.fromkeys(
            ("sent", "delivered", "redelivered", "acked", "dropped", "repeated", "stale", "high_water"), 0
        )

    def occupied(self):
        return len(self.ready) + len(self.lent)

    # In.

    def put(self, now, name, seq, frames, wait, waiter):
        """Takes a batch of a sender's: a status, or None where the answer comes through the waiter."""
        sender = self.senders.get(name)
        if sender is None:
            return "stranger"
        self.renew(sender, now)
        if seq < sender.next:
            self.count["repeated"] += len(frames)
            return sender.refused.get(seq, "ok")
        known = sender.parked if sender.parked is not None and sender.parked.seq == seq else sender.early.get(seq)
        if known is not None:
            # It is sent again as its sender heard no answer: the answer goes to where it asks now.
            if known.refused:
                return known.refused
            self.wake(known.waiter, "again")
            known.waiter = waiter
            return None
        if self.closed is not None:
            return "closed"
        put = Put(sender, seq, frames, wait and self.overflow != "fail", waiter)
        if len(frames) > self.capacity:
            self.refuse(put, "large")
        elif not put.wait and sender.parked is not None:
            self.refuse(put, "full")
        sender.early[seq] = put
        self.move_up(sender)
        self.turn()
        return self.answered(waiter)

    def put_unnumbered(self, frames, wait, waiter):
        """Takes a batch of somebody who is no registered sender."""
        if self.closed is not None:
            return "closed"
        if len(frames) > self.capacity:
            return "large"
        if not self.puts and self.room(len(frames)):
            self.accept(frames)
            self.turn()
            return "ok"
        if not wait or self.overflow == "fail":
            return "full"
        self.puts.append(Put(None, None, frames, True, waiter))
        return None

    def answered(self, waiter):
        """The answer to the call at hand, if it has come up already."""
        for at, (other, value) in enumerate(self.woken):
            if other is waiter:
                del self.woken[at]
                return value
        return None

    def move_up(self, sender):
        """Takes what a sender sent before its turn, as far as its turn has come."""
        while sender.parked is None and (put := sender.early.pop(sender.next, None)) is not None:
            if not put.refused and not self.puts and self.room(len(put.frames)):
                self.accept(put.frames)
                sender.next += 1
                self.wake(put.waiter, "ok")
            elif not put.refused and put.wait:
                sender.parked = put
                self.puts.append(put)
                # Those behind it that do not wait need not wait to hear that.
                for other in sender.early.values():
                    if not other.wait and not other.refused:
                        self.refuse(other, "full")
            else:
                status = put.refused or "full"
                sender.refused[put.seq] = status
                if len(sender.refused) > REFUSED:
                    sender.refused.popitem(last=False)
                sender.next += 1
                self.wake(put.waiter, status)

    def refuse(self, put, status):
        put.refused = status
        self.wake(put.waiter, status)
        put.waiter = None

    def room(self, count):
        over = self.occupied() + count - self.capacity
        if over <= 0:
            return True
        if self.overflow != "drop_oldest" or over > len(self.ready):
            return False
        for _ in range(over):
            self.ready.popleft()
        self.count["dropped"] += over
        return True

    def accept(self, frames):
        position = self.position
        self.ready.extend([(position + at, 0, frame) for at, frame in enumerate(frames)])
        self.position = position + len(frames)
        self.count["sent"] += len(frames)
        self.count["high_water"] = max(self.count["high_water"], self.occupied())

    def admit(self):
        """Takes those that wait for room, in their order."""
        any = False
        while self.puts and self.room(len(self.puts[0].frames)):
            put = self.puts.popleft()
            self.accept(put.frames)
            self.wake(put.waiter, "ok")
            if put.sender is not None:
                put.sender.parked = None
                put.sender.next += 1
                self.move_up(put.sender)
            any = True
        return any

    # Out.

    def get(self, now, name, call, max, bytes, wait, waiter):
        """Takes up to `max` messages of about `bytes` bytes: (status, items), or None where the answer comes through the
        waiter. A call that is made again has the same answer."""
        reader = None
        if name is not None:
            reader = self.members.get(name)
            if reader is None:
                return "stranger", ()
            self.renew(reader, now)
            if call < reader.call:
                return "again", ()
            if call == reader.call and reader.answer is not None:
                return reader.answer
            # A call that waits still is an earlier one, or this one without anybody who hears the answer.
            self.drop_gets(name)
            reader.call, reader.answer = call, None
        if not self.paused and not self.gets and self.ready:
            items = self.take(name, reader, max, bytes)
            self.turn()
            return "ok", items
        if self.ended(reader):
            return "closed", ()
        if not wait or (reader is not None and call == reader.cancelled):
            return "empty", ()
        self.gets.append(Get(name, reader, max, bytes, waiter))
        return None

    def take(self, name, reader, most, size):
        ready, items = self.ready, []
        keeps = self.acks and reader is not None
        while ready and len(items) < most:
            position, attempt, frame = ready[0]
            size -= len(frame)
            if items and size < 0:
                break
            ready.popleft()
            if attempt:
                self.count["redelivered"] += 1
            if keeps:
                self.lent[position] = (name, attempt + 1, frame)
            items.append((position, attempt + 1, frame))
        self.count["delivered"] += len(items)
        if reader is not None:
            reader.received += len(items)
            reader.answer = ("ok", items)
            if keeps:
                reader.lent += len(items)
        return items

    def cancel(self, name, call):
        """The reader waits no longer; its call is answered at once."""
        reader = self.members.get(name)
        if reader is not None:
            reader.cancelled = call
            if reader.call == call:
                self.drop_gets(name)

    def drop_gets(self, name):
        for get in [get for get in self.gets if get.name == name]:
            self.gets.remove(get)
            self.wake(get.waiter, ("again", ()))

    def settle(self, now, name, verdicts):
        """What became of deliveries: [verdict, first position, count, deliveries] each."""
        reader = self.members.get(name)
        if reader is None:
            return "stranger"
        self.renew(reader, now)
        back = []
        for verdict, first, count, attempt in verdicts:
            for position in range(first, first + count):
                held = self.lent.get(position)
                if held is None or held[0] != name or held[1] != attempt:
                    self.count["stale"] += 1
                    continue
                del self.lent[position]
                reader.lent -= 1
                if verdict == DONE:
                    self.count["acked"] += 1
                else:
                    back.append((position, attempt - (verdict == UNSEEN), held[2]))
        self.put_back(back)
        self.turn()
        return "ok"

    def unsee(self, now, name, call, runs):
        """Messages that were handed out where nothing is kept, and that nobody has seen."""
        reader = self.members.get(name)
        if reader is None:
            return "stranger"
        self.renew(reader, now)
        if call <= reader.call:
            return "ok"
        reader.call, reader.answer = call, ("again", ())
        items = [(first + at, attempt - 1, frame) for first, attempt, frames in runs for at, frame in enumerate(frames)]
        self.undeliver(reader, items)
        return "ok"

    def undeliver(self, reader, items):
        self.count["delivered"] -= len(items)
        if reader is not None:
            reader.received -= len(items)
        self.put_back(items)
        self.turn()

    def put_back(self, items):
        """To the front, each to its place."""
        items = sorted(items)
        if items and self.ready and items[-1][0] > self.ready[0][0]:
            self.ready = collections.deque(sorted([*items, *self.ready]))
        else:
            self.ready.extendleft(reversed(items))

    def grant(self):
        """Serves those that wait for messages, in their order."""
        any = False
        while self.gets and self.ready and not self.paused:
            get = self.gets.popleft()
            self.wake(get.waiter, ("ok", self.take(get.name, get.reader, get.max, get.bytes)))
            any = True
        return any

    def ended(self, reader):
        """Is this the end for a reader? What others have not acked may come back; what it has not acked itself is no reason
        to wait."""
        others = len(self.lent) - (reader.lent if reader is not None else 0)
        return self.closed is not None and not self.ready and not others

    def turn(self):
        """Moves on what can be moved."""
        while self.admit() | self.grant():
            pass
        if self.closed is not None and self.gets:
            for get in [get for get in self.gets if self.ended(get.reader)]:
                self.gets.remove(get)
                self.wake(get.waiter, ("closed", ()))

    # Members.

    def renew(self, member, now):
        member.alive = True
        if self.lease is not None:
            member.until = now + self.lease
        if isinstance(member, Reader):
            member.seen = now

    def join_sender(self, now, name):
        if name in self.senders:
            self.renew(self.senders[name], now)
        else:
            self.senders[name] = Sender(None if self.lease is None else now + self.lease)
        return self.senders[name].next

    def join_reader(self, now, name, node=""):
        if name in self.members:
            self.renew(self.members[name], now)
        else:
            self.members[name] = Reader(node, None if self.lease is None else now + self.lease, now)
        return self.members[name].call + 1

    def leave_sender(self, name, reason="the last sender has left"):
        sender = self.senders.pop(name, None)
        if sender is None:
            return
        self.drop_puts(sender)
        if not any(other.alive for other in self.senders.values()):
            self.close(reason)
        self.turn()

    def leave_reader(self, name):
        reader = self.members.pop(name, None)
        if reader is not None:
            self.drop_gets(name)
            self.take_back(name, reader)
            self.turn()

    def drop_puts(self, sender):
        own = [sender.parked] if sender.parked is not None else []
        for put in own:
            self.puts.remove(put)
        for put in [*own, *sender.early.values()]:
            self.wake(put.waiter, "again")
        sender.parked = None
        sender.early.clear()

    def take_back(self, name, reader):
        if not reader.lent:
            return
        own = [position for position, held in self.lent.items() if held[0] == name]
        self.put_back([(position, *self.lent.pop(position)[1:]) for position in own])
        reader.lent, reader.answer = 0, None

    def heartbeat(self, now, names):
        """Signs of life: the names that are not known."""
        strangers = []
        for name in names:
            member = self.senders.get(name) or self.members.get(name)
            if member is None:
                strangers.append(name)
            else:
                self.renew(member, now)
        return strangers

    def tick(self, now):
        """Ends the leases that are over: the seconds until the next one is."""
        gone = False
        for sender in self.senders.values():
            if sender.alive and sender.until is not None and sender.until <= now:
                sender.alive, gone = False, True
                self.drop_puts(sender)
        if gone and not any(sender.alive for sender in self.senders.values()):
            self.close("the lease of the last sender has ended")
        for name, reader in self.members.items():
            if reader.alive and reader.until is not None and reader.until <= now:
                reader.alive = False
                # Late answers would go to nobody.
                self.drop_gets(name)
                self.take_back(name, reader)
        self.turn()
        members = [*self.senders.values(), *self.members.values()]
        return min((m.until - now for m in members if m.alive and m.until is not None), default=None)

    # Control.

    def close(self, reason):
        """Takes no more, and wakes all that wait; readers have what is left."""
        if self.closed is not None:
            return
        self.closed = reason
        waiting = [*self.puts, *(put for sender in self.senders.values() for put in sender.early.values())]
        self.puts.clear()
        for sender in self.senders.values():
            sender.parked = None
            sender.early.clear()
        for put in waiting:
            self.wake(put.waiter, "closed")
        self.turn()

    def control(self, action, value):
        if action == "close":
            self.close(value or "it was closed")
        elif action == "pause":
            self.paused = True
        elif action == "resume":
            self.paused = False
            self.turn()
        elif action == "resize":
            self.capacity = value
            large = [put for put in self.puts if len(put.frames) > value]
            for put in large:
                self.puts.remove(put)
                self.wake(put.waiter, "large")
                if put.sender is not None:
                    put.sender.parked = None
                    put.sender.refused[put.seq] = "large"
                    put.sender.next += 1
                    self.move_up(put.sender)
            self.turn()
        else:
            return "unknown"
        return "ok"

    # Waiting.

    def wake(self, waiter, value):
        if waiter is not None:
            self.woken.append((waiter, value))

    def abandon(self, waiter):
        """Whoever waited does so no longer: whether it waited still. A batch stays where it stands, and is asked for again."""
        for get in self.gets:
            if get.waiter is waiter:
                self.gets.remove(get)
                return True
        for put in self.puts:
            if put.waiter is waiter:
                put.waiter = None
                if put.sender is None:
                    self.puts.remove(put)
                return True
        for sender in self.senders.values():
            for put in sender.early.values():
                if put.waiter is waiter:
                    put.waiter = None
                    return True
        return False

    def stats(self):
        return {
            **self.count,
            "ready": len(self.ready),
            "in_flight": len(self.lent),
            "waiting_puts": len(self.puts) + sum(len(sender.early) for sender in self.senders.values()),
            "waiting_gets": len(self.gets),
            "senders": sum(sender.alive for sender in self.senders.values()),
            "readers": sum(reader.alive for reader in self.members.values()),
        }


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


def runs(items):
    """Items of consecutive positions together: [first position, deliveries, frames] each."""
    result = []
    expected = attempts = None
    for position, attempt, frame in items:
        if position == expected and attempt == attempts:
            frames.append(frame)
        else:
            frames = [frame]
            result.append([position, attempt, frames])
            attempts = attempt
        expected = position + 1
    return result


def checked(frames):
    """Refuses what is no frame, with the reason, before it reaches anybody."""
    for at, frame in enumerate(frames):
        if type(frame) is not bytes:
            kind = type(frame).__name__
            raise TypeError(f"a frame is `bytes`, and item {at} is a `{kind}`: encode it, for example with msgspec.msgpack")
    return frames


class KlawChannel:
    """The channel as Ray's actor. What klaw calls takes and returns MessagePack; what is for people is below."""

    def __init__(self, name, capacity, overflow, acks, lease, fingerprint):
        self.name, self.fingerprint = name, fingerprint
        self.channel = Channel(capacity, overflow, acks, lease)
        # Each of Ray's concurrency groups runs on a thread of its own.
        self.lock = threading.Lock()
        self.ticking = False

    def act(self, method, *arguments):
        """Does something with the channel, and wakes whom that concerns."""
        with self.lock:
            result = method(*arguments)
            woken, self.channel.woken = self.channel.woken, []
        for waiter, value in woken:
            waiter.answer(value)
        return result

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

    async def wait(self, method, *arguments, seconds, otherwise, undo=None):
        """Calls what may wait, and waits for its answer no longer than that."""
        self.tick()
        waiter = Waiter()
        result = self.act(method, *arguments, waiter)
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

    # For klaw. Every answer is [status, epoch, why it was closed, ..].

    async def put_seq(self, epoch, sender, seq, wait, packed):
        if self.lost(epoch):
            return self.pack("lost")
        frames = checked(msgpack.unpackb(packed, use_list=True, raw=True))
        arguments = (self.channel.put, time.monotonic(), sender, seq, frames, wait)
        return self.pack(await self.wait(*arguments, seconds=POLL, otherwise="again"))

    async def get_seq(self, epoch, reader, call, max, bytes, seconds):
        if self.lost(epoch):
            return self.pack("lost", ())
        arguments = (self.channel.get, time.monotonic(), reader, call, max, bytes, seconds > 0)
        status, items = await self.wait(*arguments, seconds=seconds, otherwise=("again", ()))
        return self.pack(status, runs(items))

    async def cancel(self, reader, call):
        self.act(self.channel.cancel, reader, call)
        return self.pack("ok")

    async def settle(self, epoch, reader, packed):
        if self.lost(epoch):
            return self.pack("lost")
        return self.pack(self.act(self.channel.settle, time.monotonic(), reader, msgpack.unpackb(packed)))

    async def give_back(self, epoch, reader, call, packed):
        if self.lost(epoch):
            return self.pack("lost")
        runs = msgpack.unpackb(packed, raw=True)
        return self.pack(self.act(self.channel.unsee, time.monotonic(), reader, call, runs))

    async def join(self, kind, name, node):
        self.tick()
        now = time.monotonic()
        if kind == "sender":
            return self.pack("ok", self.act(self.channel.join_sender, now, name))
        return self.pack("ok", self.act(self.channel.join_reader, now, name, node))

    async def leave(self, kind, name):
        self.act(self.channel.leave_sender if kind == "sender" else self.channel.leave_reader, name)
        return self.pack("ok")

    async def control(self, action, value):
        return self.pack(self.act(self.channel.control, action, value))

    async def describe(self):
        channel = self.channel
        return self.pack("ok", channel.capacity, channel.overflow, channel.acks, channel.lease, self.fingerprint)

    async def counts(self):
        return self.pack("ok", self.act(self.channel.stats))

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
        status, items = await self.hand_out(None, max_items, timeout)
        return status, [frame for _, _, frame in items]

    async def lend(self, reader, max_items=1, timeout=POLL):
        """The same for a registered receiver, which says `ack` or `nack` by the tokens: (status, [(token, frame)])."""
        status, items = await self.hand_out(reader, max_items, timeout)
        return status, [((position, attempt), frame) for position, attempt, frame in items]

    async def hand_out(self, reader, most, timeout):
        call = self.members_next_call(reader)
        arguments = (self.channel.get, time.monotonic(), reader, call, most, 1 << 62, timeout > 0)
        undo = lambda answer: self.act(self.channel.undeliver, None, [(p, a - 1, f) for p, a, f in answer[1]])  # noqa: E731
        undo = undo if reader is None else None
        return await self.wait(*arguments, seconds=timeout, otherwise=("empty", ()), undo=undo)

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
        verdicts = [(verdict, position, 1, attempt) for position, attempt in tokens]
        return self.act(self.channel.settle, time.monotonic(), reader, verdicts)

    async def close(self, reason="it was closed"):
        """Takes no more; readers have what is left."""
        self.act(self.channel.close, reason)

    async def heartbeat(self, names):
        """Signs of life of senders and receivers, by their names: those that are not known."""
        self.tick()
        return self.act(self.channel.heartbeat, time.monotonic(), [names] if isinstance(names, str) else names)

    async def register_sender(self, sender_id):
        """When the last registered sender is gone, the channel is closed."""
        await self.join("sender", sender_id, "")

    async def deregister_sender(self, sender_id):
        await self.leave("sender", sender_id)

    async def register_receiver(self, reader_id, node_id=""):
        await self.join("reader", reader_id, node_id)

    async def deregister_receiver(self, reader_id):
        await self.leave("reader", reader_id)

    async def stats(self):
        return {**self.act(self.channel.stats), "epoch": self.channel.epoch, "closed": self.channel.closed}

    async def metadata(self):
        channel = self.channel
        return {
            "name": self.name,
            "channel_type": "mpmc",
            "capacity": channel.capacity,
            "unbounded": False,
            "value_type": self.fingerprint,
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
                "registered_at": wall + reader.registered,
                "last_seen_at": wall + reader.seen,
                "total_received": reader.received,
            }
            for name, reader in self.act(lambda: list(self.channel.members.items()))
        ]
