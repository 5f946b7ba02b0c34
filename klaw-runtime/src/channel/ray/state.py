"""What a channel is, for the actor that holds it: it knows no Ray, no loop and no clock of its own.

What a call comes to is its result; or None, and then it comes later, through `woken`, under the waiter that was handed in.
"""

import bisect
import collections
import itertools
import os

# How many answers to a sender that were not plainly `ok` are remembered, in case it asks again. No sender of klaw's has more
# under way.
REMEMBERED = 1024

# How many batches of a sender may wait before their turn. One of klaw's has a few under way.
EARLY = 4096

# The most that one call is counted for where it speaks of nothing that is there.
MOST = 1 << 32

# After how many leases a reader is forgotten whose own has ended.
FORGOTTEN = 20

# How many messages go together in a run. One that was taken from the front of a run moves the rest of it.
RUN = 1024

# Of how many runs each is put back to its place by itself. More are sorted with all that is there.
FEW = 8

# What becomes of a delivery: it is done, it goes back, or nobody has seen it and it never was.
DONE, BACK, UNSEEN = 0, 1, 2


class Put:
    """A batch that waits: for its turn among its sender's, or for room. A `whole` one is taken together or not at all; of
    another, as much is taken as there is room for, and its sender is told how much that was."""

    __slots__ = ("sender", "seq", "frames", "wait", "whole", "waiter", "refused")

    def __init__(self, sender, seq, frames, wait, whole, waiter):
        self.sender, self.seq, self.frames, self.wait, self.whole = sender, seq, frames, wait, whole
        self.waiter = waiter
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
        # The number of the batch of which there was room for a part, while its rest is to come next.
        self.owes = None
        # The answers that were not plainly `ok`, by number.
        self.told = collections.OrderedDict()

    def is_ahead(self):
        """Has it as many batches here before their turn as it may have?"""
        return sum(not put.refused for put in self.early.values()) >= EARLY


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
        # The numbers under which it gave back what nobody has seen: all below the first, and these.
        self.back, self.backs = 0, set()

    def is_new(self, number):
        """Does it give something back under that number for the first time? Those of two calls may come in any order."""
        if number < self.back or number in self.backs:
            return False
        self.backs.add(number)
        if len(self.backs) > REMEMBERED:
            # What is missing was lost for good.
            self.back = min(self.backs)
        while self.back in self.backs:
            self.backs.remove(self.back)
            self.back += 1
        return True


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
        # What is there for readers, by position, in runs: [first position, deliveries, frames]. A batch is taken in and handed
        # out as the list that it came as.
        self.ready = collections.deque()
        self.waiting = 0
        # By position: (reader's name, deliveries, frame, the reader's call).
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
        return self.waiting + len(self.lent)

    # In.

    def put(self, now, name, seq, frames, wait, whole, waiter):
        """Takes a batch of a sender's: a status, or None where the answer comes through the waiter. `ok` is for all of it, and
        a number for so many of its frames."""
        sender = self.senders.get(name)
        if sender is None:
            return "stranger"
        self.renew(sender, now)
        if seq < sender.next:
            self.count["repeated"] += len(frames)
            return sender.told.get(seq, "ok")
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
        put = Put(sender, seq, frames, wait and self.overflow != "fail", whole, waiter)
        if whole and len(frames) > self.capacity:
            self.refuse(put, "large")
        elif not put.wait and sender.parked is not None:
            self.refuse(put, "full")
        if seq > sender.next and len(sender.early) >= EARLY and not put.refused and sender.is_ahead():
            if put.wait:
                return "again"
            self.refuse(put, "full")
        sender.early[seq] = put
        self.move_up(sender)
        self.turn()
        return self.answered(waiter)

    def withdraw(self, name, seq):
        """The sender wants the batch taken no more, or no more of it, unless it is taken already."""
        sender = self.senders.get(name)
        if sender is None:
            return
        if sender.owes == seq:
            sender.owes = None
        if seq < sender.next:
            return
        put = sender.parked if sender.parked is not None and sender.parked.seq == seq else sender.early.get(seq)
        if put is None:
            # It may come in later than that.
            put = sender.early[seq] = Put(sender, seq, (), False, True, None)
        if put is sender.parked:
            self.puts.remove(put)
            sender.parked = None
            sender.early[seq] = put
        self.refuse(put, "withdrawn")
        self.move_up(sender)
        self.turn()

    def put_unnumbered(self, frames, wait, waiter):
        """Takes a batch of somebody who is no registered sender."""
        if self.closed is not None:
            return "closed"
        if len(frames) > self.capacity:
            return "large"
        if not frames:
            return "ok"
        if not self.puts and self.room(len(frames)):
            self.accept(frames)
            self.turn()
            return "ok"
        if not wait or self.overflow == "fail":
            return "full"
        self.puts.append(Put(None, None, frames, True, True, waiter))
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
            if put.refused:
                self.tell(put, put.refused)
            elif not put.frames:
                # No room is what it needs.
                self.tell(put, "ok")
            elif sender.owes is not None and not put.wait:
                self.tell(put, "full")
            elif not self.puts and (fitting := self.fitting(put)):
                self.take_in(put, fitting)
            elif put.wait:
                sender.parked = put
                self.puts.append(put)
                # Those behind it that do not wait need not wait to hear that.
                for other in sender.early.values():
                    if not other.wait and not other.refused:
                        self.refuse(other, "full")
            else:
                self.tell(put, "full")

    def fitting(self, put):
        """How much of a batch there is room for."""
        if self.room(len(put.frames)):
            return len(put.frames)
        return 0 if put.whole else max(0, self.capacity - self.occupied())

    def take_in(self, put, count):
        self.accept(put.frames[:count])
        sender = put.sender
        if sender is None:
            self.wake(put.waiter, "ok")
            return
        part = count < len(put.frames)
        # The rest of what does not wait is refused, and keeps nothing out.
        sender.owes = put.seq if part and put.wait else None
        self.tell(put, count if part else "ok")

    def tell(self, put, status):
        """The answer to a batch whose turn it is; the next one's is next."""
        sender = put.sender
        if status != "ok":
            sender.told[put.seq] = status
            if len(sender.told) > REMEMBERED:
                sender.told.popitem(last=False)
        sender.next += 1
        self.wake(put.waiter, status)

    def refuse(self, put, status):
        put.refused = status
        self.wake(put.waiter, status)
        put.waiter, put.frames = None, ()

    def room(self, count):
        over = self.occupied() + count - self.capacity
        if over <= 0:
            return True
        if self.overflow != "drop_oldest" or over > self.waiting:
            return False
        self.count["dropped"] += over
        while over > 0:
            over -= len(self.cut(over)[2])
        return True

    def accept(self, frames):
        first, count = self.position, len(frames)
        last = self.ready[-1] if self.ready else None
        if last is not None and follows(last, first, 0) and len(last[2]) + count <= RUN:
            last[2].extend(frames)
        else:
            self.ready.extend([first + at, 0, frames[at : at + RUN]] for at in range(0, count, RUN))
        self.position = first + count
        self.waiting += count
        self.count["sent"] += count
        self.count["high_water"] = max(self.count["high_water"], self.occupied())

    def admit(self):
        """Takes those that wait for room, in their order."""
        any = False
        while self.puts and (fitting := self.fitting(self.puts[0])):
            put = self.puts.popleft()
            if put.sender is not None:
                put.sender.parked = None
            self.take_in(put, fitting)
            if put.sender is not None:
                self.move_up(put.sender)
            any = True
        return any

    # Out.

    def get(self, now, name, call, max, bytes, wait, waiter):
        """Takes up to `max` messages of about `bytes` bytes: (status, runs), or None where the answer comes through the
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
            taken = self.take(name, reader, max, bytes)
            self.turn()
            return "ok", taken
        if self.ended(reader):
            return "closed", ()
        if not wait or (reader is not None and call == reader.cancelled):
            return "empty", ()
        self.gets.append(Get(name, reader, max, bytes, waiter))
        return None

    def take(self, name, reader, most, size):
        """Up to so many messages of about so many bytes, and one of any size: runs."""
        taken, count = [], 0
        keeps = self.acks and reader is not None
        while self.ready and count < most:
            fitting, size = fits(self.ready[0][2], most - count, size)
            if not fitting and taken:
                break
            if not fitting:
                fitting, size = 1, 0
            first, attempt, frames = self.cut(fitting)
            count += len(frames)
            if attempt:
                self.count["redelivered"] += len(frames)
            if keeps:
                self.lent.update((first + at, (name, attempt + 1, frame, reader.call)) for at, frame in enumerate(frames))
            if taken and follows(taken[-1], first, attempt + 1):
                taken[-1][2].extend(frames)
            else:
                taken.append([first, attempt + 1, frames])
        self.count["delivered"] += count
        if reader is not None:
            reader.received += count
            reader.answer = ("ok", taken)
            if keeps:
                reader.lent += count
        return taken

    def cut(self, most):
        """Takes as much off the front as the first run has, and no more than that: a run."""
        run = self.ready[0]
        first, attempt, frames = run
        if len(frames) <= most:
            self.ready.popleft()
        else:
            run[0], frames = first + most, frames[:most]
            del run[2][:most]
        self.waiting -= len(frames)
        return [first, attempt, frames]

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

    def settle(self, now, verdicts):
        """What became of deliveries: [reader, verdict, first position, count, deliveries, call] each. What nobody has seen is said
        of one call of its reader's: the next delivery of it counts as many."""
        back = []
        for name, verdict, first, count, attempt, call in verdicts:
            reader = self.members.get(name)
            if reader is not None:
                self.renew(reader, now)
            positions = range(first, first + count)
            if count > len(self.lent):
                # It cannot be all of them: what a call costs is not up to whoever calls.
                positions = sorted(position for position in self.lent if first <= position < first + count)
                self.count["stale"] += min(count - len(positions), MOST)
            for position in positions:
                held = self.lent.get(position)
                known = reader is not None and held is not None and held[:2] == (name, attempt)
                if not known or (verdict == UNSEEN and held[3] != call):
                    self.count["stale"] += 1
                    continue
                del self.lent[position]
                reader.lent -= 1
                if verdict == DONE:
                    self.count["acked"] += 1
                else:
                    back.append((position, attempt - (verdict == UNSEEN), held[2]))
                if verdict == UNSEEN:
                    self.count["delivered"] -= 1
                    reader.received -= 1
        self.put_back(back)
        self.turn()
        return "ok"

    def unsee(self, now, name, number, runs):
        """Messages that were handed out where nothing is kept, and that nobody has seen. What is said again under a number is
        said once."""
        reader = self.members.get(name)
        if reader is None:
            return "stranger"
        self.renew(reader, now)
        if reader.is_new(number):
            self.undeliver(reader, runs)
        return "ok"

    def take_back_unseen(self, now, name, call, runs):
        """Messages that were handed out to a call that was given up: of those that are kept, what is lent by it still."""
        if self.acks and name is not None:
            self.settle(now, [[name, UNSEEN, first, len(frames), attempt, call] for first, attempt, frames in runs])
        else:
            self.undeliver(self.members.get(name), runs)

    def undeliver(self, reader, runs):
        items = [(position, attempt - 1, frame) for position, attempt, frame in each(runs)]
        self.count["delivered"] -= len(items)
        if reader is not None:
            reader.received -= len(items)
        self.put_back(items)
        self.turn()

    def put_back(self, items):
        """To the front, each to its place."""
        back = runs(sorted(items))
        self.waiting += len(items)
        if not back or not self.ready or back[-1][0] < self.ready[0][0]:
            self.ready.extendleft(reversed(back))
        elif len(back) <= FEW:
            for run in back:
                self.put_between(run)
        else:
            # By their first positions, which no two have in common.
            self.ready = collections.deque(sorted([*back, *self.ready]))

    def put_between(self, run):
        """What is there has no message between those of a run: it is in one place."""
        at = bisect.bisect_left(self.ready, run[:1])
        before = self.ready[at - 1] if at else None
        if before is not None and follows(before, run[0], run[1]) and len(before[2]) + len(run[2]) <= RUN:
            before[2].extend(run[2])
        else:
            self.ready.insert(at, run)

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
            # It begins anew, and holds nothing of what it had.
            reader = self.members[name]
            self.renew(reader, now)
            self.drop_gets(name)
            self.take_back(name, reader)
            reader.call = reader.cancelled = -1
            reader.answer = None
            reader.back, reader.backs = 0, set()
            self.turn()
        else:
            self.members[name] = Reader(node, None if self.lease is None else now + self.lease, now)
        return 0

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
        self.put_back([(position, *self.lent.pop(position)[1:3]) for position in own])
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
        # Until then it may come back, and ask for an answer that it has not heard.
        for name in [name for name, reader in self.members.items() if not reader.alive]:
            if self.members[name].until + FORGOTTEN * self.lease <= now:
                self.leave_reader(name)
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
            for sender in self.senders.values():
                for put in sender.early.values():
                    if put.whole and len(put.frames) > value and not put.refused:
                        self.refuse(put, "large")
            for put in [put for put in self.puts if put.whole and len(put.frames) > value]:
                self.puts.remove(put)
                if put.sender is None:
                    self.wake(put.waiter, "large")
                else:
                    put.sender.parked = None
                    self.tell(put, "large")
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
                    # There may be room for what stood behind it.
                    self.turn()
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
            "ready": self.waiting,
            "in_flight": len(self.lent),
            "waiting_puts": len(self.puts) + sum(len(sender.early) for sender in self.senders.values()),
            "waiting_gets": len(self.gets),
            "senders": sum(sender.alive for sender in self.senders.values()),
            "readers": sum(reader.alive for reader in self.members.values()),
        }


def follows(run, position, attempt):
    """Does a message of that position go with the run?"""
    return run[0] + len(run[2]) == position and run[1] == attempt


def each(runs):
    """The messages of runs: (position, deliveries, frame) each."""
    return ((first + at, attempt, frame) for first, attempt, frames in runs for at, frame in enumerate(frames))


def runs(items):
    """Messages of consecutive positions together, the other way round."""
    result = []
    for position, attempt, frame in items:
        if result and follows(result[-1], position, attempt) and len(result[-1][2]) < RUN:
            result[-1][2].append(frame)
        else:
            result.append([position, attempt, [frame]])
    return result


def fits(frames, most, size):
    """How many of them, from the first on, go into so many bytes, each with its header; and how many bytes are left."""
    lengths = list(map(len, frames[:most]))
    if max(lengths) >= 256:
        lengths = [length if length < 256 else length + 3 for length in lengths]
    whole = sum(lengths) + 2 * len(lengths)
    if whole <= size:
        return len(lengths), size - whole
    ends = list(itertools.accumulate(length + 2 for length in lengths))
    count = bisect.bisect_right(ends, size)
    return count, size - ends[count - 1] if count else size
