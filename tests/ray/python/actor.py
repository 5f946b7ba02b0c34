"""The channel's actor without Ray: random schedules of a network that reorders, repeats and loses, and of peers that die.

    python tests/ray/python/actor.py klaw-runtime/src/channel/ray [SEED [COUNT]]
"""

import asyncio
import importlib.util
import random
import sys
import threading
import time
import types

import msgpack


def load(folder, *names):
    """Modules, under the names that they have on the cluster."""
    for name in names:
        spec = importlib.util.spec_from_file_location(f"klaw_channel_{name}", f"{folder}/{name}.py")
        module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module


class Heard:
    """A waiter that keeps what it is told."""

    def __init__(self):
        self.value = None


class World:
    """A channel, its peers, and what the network has not delivered yet."""

    def __init__(self, rng, actor, acks):
        self.rng, self.actor, self.acks, self.now = rng, actor, acks, 0.0
        self.capacity = rng.randint(1, 12)
        self.channel = actor.Channel(self.capacity, acks=acks, lease=50.0)
        self.accepted = {f"s{at}": [] for at in range(3)}
        self.senders = {name: {"seq": 0, "open": {}} for name in self.accepted}
        self.readers = {}
        self.seen, self.acked, self.dead, self.late = {}, set(), [], []
        self.born, self.came_back = 0, False
        for name in self.senders:
            self.channel.join_sender(self.now, name)
        for _ in range(2):
            self.new_reader()

    def new_reader(self):
        name, self.born = f"r{self.born}", self.born + 1
        self.channel.join_reader(self.now, name)
        self.readers[name] = {"call": 0, "waiter": None, "held": [], "back": 0}

    def drain(self):
        for waiter, value in self.channel.woken:
            assert waiter.value is None or waiter.value == value or waiter.value == "again"
            waiter.value = value
        self.channel.woken = []

    # Senders keep up to 6 batches on the way, deliver them in any order, and again when the answer was lost.

    def send(self):
        name = self.rng.choice(list(self.senders))
        sender = self.senders[name]
        # One that may be taken in parts is alone on its way: what is left of it comes next.
        whole = self.rng.random() < 0.6
        alone = not sender["open"] or (whole and all(entry[3] for entry in sender["open"].values()))
        if len(sender["open"]) < 6 and alone and self.rng.random() < 0.6:
            length = self.rng.randint(1, self.capacity if whole else self.capacity + 5)
            frames = [f"{name}:{sender['seq']}:{at}".encode() for at in range(length)]
            wait = self.rng.random() < 0.8
            sender["open"][sender["seq"]] = [frames, wait, None, whole, False]
            sender["seq"] += 1
        if not sender["open"]:
            return
        seq = self.rng.choice(list(sender["open"]))
        entry = sender["open"][seq]
        entry[2] = Heard()
        answer = self.channel.put(self.now, name, seq, entry[0], entry[1], entry[3], entry[2])
        if answer is not None:
            entry[2].value = answer
        if self.rng.random() < 0.05:
            entry[4] = True
            self.channel.withdraw(name, seq)
        self.drain()
        self.hear_senders()

    def hear_senders(self):
        for name, sender in self.senders.items():
            for seq, (frames, wait, waiter, whole, withdrawn) in list(sender["open"].items()):
                if waiter is None or waiter.value is None:
                    continue
                status, lost = waiter.value, self.rng.random() < 0.2
                if lost or status == "again":
                    sender["open"][seq][2] = None
                    continue
                del sender["open"][seq]
                if status == "ok":
                    self.accepted[name].append((seq, frames))
                elif isinstance(status, int):
                    assert 0 < status < len(frames) and not whole
                    self.accepted[name].append((seq, frames[:status]))
                    if self.rng.random() < 0.2:
                        # Nobody wants the rest any more.
                        self.channel.withdraw(name, seq)
                        continue
                    sender["open"][sender["seq"]] = [frames[status:], wait, None, False, False]
                    sender["seq"] += 1
                else:
                    assert (status == "full" and not wait) or (status == "withdrawn" and withdrawn), status

    # Readers ask, sometimes twice, sometimes not at all any more.

    def receive(self):
        name = self.rng.choice(list(self.readers))
        reader = self.readers[name]
        if reader["waiter"] is None or self.rng.random() < 0.2:
            reader["waiter"] = Heard()
            most, wait = self.rng.randint(1, 5), self.rng.random() < 0.7
            answer = self.channel.get(self.now, name, reader["call"], most, 1 << 30, wait, reader["waiter"])
            if answer is not None:
                reader["waiter"].value = answer
        self.drain()
        self.hear_readers()

    def hear_readers(self):
        for reader in self.readers.values():
            waiter = reader["waiter"]
            if waiter is None or waiter.value is None:
                continue
            reader["waiter"] = None
            if self.rng.random() < 0.2:
                # Lost: it asks again under the same number.
                continue
            status, runs = waiter.value
            if status == "ok":
                items = [(*item, reader["call"]) for item in self.actor.each(runs)]
                assert items
                reader["call"] += 1
                reader["held"].extend(items)
                for position, _, frame, _ in items:
                    assert self.seen.get(position, frame) == frame
                    if not self.acks:
                        assert position not in self.seen, "at most once"
                    self.seen[position] = frame
            elif status != "again":
                reader["call"] += 1

    def settle(self):
        name = self.rng.choice(list(self.readers))
        held = self.readers[name]["held"]
        if not held:
            return
        self.rng.shuffle(held)
        some = [held.pop() for _ in range(self.rng.randint(1, len(held)))]
        if not self.acks:
            if self.rng.random() < 0.3:
                # Nobody has seen these.
                back = self.readers[name]["back"]
                runs = [[position, attempt, [frame]] for position, attempt, frame, _ in some]
                parts = [runs[: len(runs) // 2], runs[len(runs) // 2 :]]
                # Said in any order, and again.
                said = [*enumerate(parts), *self.rng.choices(list(enumerate(parts)), k=2)]
                self.rng.shuffle(said)
                for at, part in said:
                    assert self.channel.unsee(self.now, name, back + at, part) == "ok"
                self.readers[name]["back"] += len(parts)
                self.came_back = True
                for position, _, _, _ in some:
                    del self.seen[position]
            self.drain()
            return
        for position, attempt, frame, call in some:
            verdict = self.rng.choice([0, 0, 0, 1, 2])
            said = [name, verdict, position, 1, attempt, call]
            if self.rng.random() < 0.3:
                # It is said again later, as its answer is lost.
                self.late.append(said)
            for _ in range(self.rng.randint(1, 2)):
                before = self.channel.count["acked"]
                self.channel.settle(self.now, [said])
                if self.channel.count["acked"] > before:
                    assert position not in self.acked, "acked once"
                    self.acked.add(position)
        self.drain()

    def die(self):
        if len(self.readers) > 1 and self.rng.random() < 0.5:
            name = self.rng.choice(list(self.readers))
            del self.readers[name]
            self.dead.append(self.channel.members[name])
        self.new_reader()

    def join_again(self):
        """Started again under its name: what its predecessor says now, it says too late."""
        if not self.acks:
            return
        name = self.rng.choice(list(self.readers))
        held = self.readers[name]["held"]
        # Its calls are counted anew. By them alone is told apart what was unseen, and what its predecessor has said of that is over.
        self.late = [said for said in self.late if said[:2] != [name, 2]]
        self.late += [[name, self.rng.choice([1, 2]), position, 1, attempt, call] for position, attempt, _, call in held]
        self.channel.join_reader(self.now, name)
        self.readers[name] = {"call": 0, "waiter": None, "held": [], "back": 0}

    def say_late(self):
        """What says nothing any more: it was said before, or of what was taken back."""
        if self.late:
            before = self.channel.count["stale"]
            self.channel.settle(self.now, [self.late.pop(self.rng.randrange(len(self.late)))])
            assert self.channel.count["stale"] == before + 1

    def check(self):
        channel = self.channel
        # Where nothing is kept, what was handed out takes no room, and what comes back may be too much.
        assert channel.occupied() <= self.capacity or self.came_back
        positions = [position for position, _, _ in self.actor.each(channel.ready)]
        assert positions == sorted(set(positions)) and not set(positions) & set(channel.lent)
        assert len(positions) == channel.waiting and all(frames for _, _, frames in channel.ready)
        assert sum(reader.lent for reader in channel.members.values()) == len(channel.lent)
        for sender in channel.senders.values():
            assert (sender.parked is None) or sender.parked in channel.puts

    def beat(self):
        self.channel.heartbeat(self.now, [*self.senders, *self.readers])

    def run(self, steps):
        moves = [self.send] * 5 + [self.receive] * 5 + [self.settle] * 3
        for _ in range(steps):
            self.now += self.rng.random()
            if self.rng.random() < 0.01:
                self.die()
            if self.rng.random() < 0.02:
                self.join_again()
            if self.rng.random() < 0.1:
                self.say_late()
            self.rng.choice(moves)()
            self.beat()
            self.channel.tick(self.now)
            self.drain()
            self.hear_senders()
            self.hear_readers()
            self.check()
        self.finish()

    def finish(self):
        """All that is on its way arrives; then nothing is missing, nothing is twice, and each sender's order is kept."""
        for _ in range(10_000):
            if not any(sender["open"] for sender in self.senders.values()):
                break
            for name, sender in self.senders.items():
                for seq, entry in list(sender["open"].items()):
                    if entry[2] is None:
                        entry[2] = Heard()
                        answer = self.channel.put(self.now, name, seq, entry[0], entry[1], entry[3], entry[2])
                        if answer is not None:
                            entry[2].value = answer
            self.drain()
            self.hear_senders()
            self.empty()
        else:
            raise AssertionError("senders wait for ever")
        for name in self.senders:
            self.channel.leave_sender(name)
        assert self.channel.closed
        self.drain()
        for _ in range(100):
            self.empty()
        everything = [frame for batches in self.accepted.values() for _, frames in batches for frame in frames]
        got = list(self.seen.values())
        assert len(got) == len(set(got)), "twice"
        missing = set(everything) - set(got)
        if self.acks:
            assert not missing and len(self.acked) == len(everything), (missing, len(self.acked), len(everything))
        else:
            # What was on its way to readers that were killed is gone, and nothing else.
            answers = [reader.answer for reader in self.dead]
            assert missing <= {frame for answer in answers if answer for _, _, frame in self.actor.each(answer[1])}, missing
        assert set(got) <= set(everything)
        order = {}
        for _, frame in sorted(self.seen.items()):
            name, seq, at = frame.split(b":")
            assert order.get(name, (-1, 0)) < (int(seq), int(at)), "out of order"
            order[name] = (int(seq), int(at))
        name = self.new_and_ask()
        assert name == "closed", name

    def new_and_ask(self):
        self.new_reader()
        return self.channel.get(self.now, f"r{self.born - 1}", 0, 1, 1, True, Heard())[0]

    def empty(self):
        """The living are done with what they have, the dead are found out, and what is there is read."""
        for name, reader in list(self.readers.items()):
            for position, attempt, _, call in reader["held"]:
                before = self.channel.count["acked"]
                self.channel.settle(self.now, [[name, 0, position, 1, attempt, call]])
                if self.channel.count["acked"] > before:
                    self.acked.add(position)
            reader["held"] = []
            reader["waiter"] = Heard()
            answer = self.channel.get(self.now, name, reader["call"], 3, 1 << 30, False, reader["waiter"])
            if answer is not None:
                reader["waiter"].value = answer
        self.now += 5
        self.beat()
        self.channel.tick(self.now)
        self.drain()
        self.hear_senders()
        self.hear_readers()


def test_any_schedule(actor, seed, count):
    for case in range(count):
        for acks in (False, True):
            rng = random.Random(f"{seed}/{case}/{acks}")
            try:
                World(rng, actor, acks).run(300)
            except BaseException:
                print(f"seed {seed}, case {case}, acks {acks}", file=sys.stderr)
                raise


def test_more_threads_than_one(actor):
    """Puts, gets and control come in on three loops, each with a thread of its own, as in Ray."""
    channel = actor.KlawChannel("t", 7)
    epoch = channel.channel.epoch
    loops = []
    for _ in range(3):
        loop = asyncio.new_event_loop()
        threading.Thread(target=loop.run_forever, daemon=True).start()
        loops.append(loop)
    total, got = 3000, []

    async def send():
        calls = ((f"c{at % 3}", at // 3, epoch, "s", at, True, False, msgpack.packb([b"%d" % at])) for at in order)
        await asyncio.gather(*(channel.put_seq(msgpack.packb(call)) for call in calls))

    async def receive():
        call = 0
        while len(got) < total:
            arguments = msgpack.packb(["r", call, epoch, "r", call, 5, 1 << 20, 5.0])
            status, _, _, runs = msgpack.unpackb(await channel.get_seq(arguments))
            assert status in ("ok", "again"), status
            call += status == "ok"
            got.extend(frame for _, _, frames in runs for frame in frames)

    async def nothing_else_runs():
        channel = actor.KlawChannel("t", 7)
        waiting = asyncio.run_coroutine_threadsafe(channel.get(5.0), loops[1])
        while not (await channel.stats())["waiting_gets"]:
            await asyncio.sleep(0.001)
        await channel.put(b"x")
        return waiting.result(2)

    assert asyncio.run_coroutine_threadsafe(nothing_else_runs(), loops[0]).result(5) == ("ok", b"x")

    order = list(range(total))
    random.Random(1).shuffle(order)
    asyncio.run_coroutine_threadsafe(channel.register_sender("s"), loops[2]).result(5)
    asyncio.run_coroutine_threadsafe(channel.register_receiver("r"), loops[2]).result(5)
    sending = asyncio.run_coroutine_threadsafe(send(), loops[0])
    asyncio.run_coroutine_threadsafe(receive(), loops[1]).result(30)
    sending.result(30)
    assert got == [b"%d" % at for at in range(total)]


def test_a_cancelled_get_loses_nothing(actor):
    async def run():
        channel = actor.KlawChannel("t", 7)
        for at in range(200):
            get = asyncio.ensure_future(channel.get(5.0))
            await asyncio.sleep(0)
            if at % 2:
                put = asyncio.ensure_future(channel.put(b"x"))
                await asyncio.sleep(0)
                get.cancel()
                await put
            else:
                get.cancel()
                await channel.put(b"x")
            await asyncio.gather(get, return_exceptions=True)
            await asyncio.sleep(0)
            if get.cancelled():
                assert await channel.get(0.0) == ("ok", b"x"), at
            assert (await channel.get(0.0))[0] == "empty"

    asyncio.run(run())


def test_a_cancelled_lend_loses_nothing(actor):
    """Nor does that of a registered receiver, whether its messages are kept or not, and is it there still or not."""

    async def run(acks, then):
        channel = actor.KlawChannel("t", 7, acks=acks)
        for name in ("r", "s"):
            await channel.register_receiver(name)
        lend = asyncio.ensure_future(channel.lend("r", 1, 5.0))
        await asyncio.sleep(0)
        await channel.put(b"x")
        if then == "joins":
            await channel.register_receiver("r")
        elif then == "leaves":
            await channel.deregister_receiver("r")
        lend.cancel()
        await asyncio.gather(lend, return_exceptions=True)
        await asyncio.sleep(0)
        assert lend.cancelled()
        # What is kept went back as it was seen, as nobody knew better.
        attempt = 2 if acks and then != "stays" else 1
        assert await channel.lend("s", 9, 0.0) == ("ok", [((channel.channel.epoch, attempt), b"x")])
        counts = await channel.stats()
        assert (counts["ready"], counts["in_flight"], counts["delivered"]) == (0, int(acks), attempt)

    for acks in (False, True):
        for then in ("stays", "joins", "leaves"):
            asyncio.run(run(acks, then))


def test_a_lend_that_is_overtaken_or_outlasts_its_lease_is_empty(actor):
    """Its reader asks again; `again` is what klaw's own readers are told."""

    async def run(overtakes):
        channel = actor.KlawChannel("t", 7, acks=True, lease=100.0)
        await channel.register_receiver("r")
        lend = asyncio.ensure_future(channel.lend("r", 1, 5.0))
        await asyncio.sleep(0)
        if overtakes:
            assert await channel.lend("r", 1, 0.0) == ("empty", [])
        else:
            channel.act(channel.channel.tick, time.monotonic() + 101)
        assert await lend == ("empty", [])
        await channel.put(b"x")
        assert (await channel.lend("r", 1, 0.0))[0] == "ok"

    asyncio.run(run(True))
    asyncio.run(run(False))


def test_any_number_of_clients_find_their_turn_at_once(actor):
    """What is known of one that calls is kept, however many others there are."""

    async def run():
        channel = actor.KlawChannel("t", 7)

        async def beat(client, number):
            start = time.monotonic()
            await channel.beat(msgpack.packb([client, number, []]))
            assert time.monotonic() - start < actor.LATE, (client, number)

        for number in range(3):
            for at in range(1000):
                await beat(f"c{at}", number)
        for at in range(actor.CLIENTS):
            await beat(f"d{at}", 0)
            await beat("c0", 3 + at)
        assert len(channel.turns) == actor.CLIENTS

    asyncio.run(run())


def test_a_lease_of_no_time_is_no_busy_loop(actor):
    async def run():
        channel = actor.KlawChannel("t", 7, lease=0.0)
        ticks, tick = 0, channel.channel.tick

        def count(now):
            nonlocal ticks
            ticks += 1
            return tick(now)

        channel.channel.tick = count
        await channel.register_sender("s")
        await asyncio.sleep(0.2)
        assert ticks <= 10, ticks
        assert channel.channel.closed == "the lease of the last sender has ended"

    asyncio.run(run())


def test_a_peer_that_says_too_much_costs_little(actor):
    """What a call costs is bounded by what it carries, and by what the channel holds."""
    channel = actor.Channel(4, acks=True)
    channel.join_reader(0, "r")
    channel.put_unnumbered([b"1", b"2", b"3"], True, None)
    channel.get(0, "r", 0, 2, 99, True, None)
    start = time.monotonic()
    channel.settle(0, [["r", 0, 1, 1 << 62, 1, 0], ["r", 0, 0, -7, 1, 0]])
    assert time.monotonic() - start < 5
    assert (channel.stats()["acked"], channel.stats()["in_flight"]) == (1, 1)
    assert channel.stats()["stale"] > 0

    # Batches before their turn: those that wait are to ask again, those that do not are full.
    channel = actor.Channel(1)
    channel.join_sender(0, "s")
    answers = [channel.put(0, "s", seq, [b"x"], True, True, Heard()) for seq in range(1, 6000)]
    assert answers[:3] == [None] * 3 and answers[5000:] == ["again"] * 999
    assert channel.put(0, "s", 7000, [b"x"], False, True, Heard()) == "full"
    assert sum(len(put.frames) for put in channel.senders["s"].early.values()) < 5000
    # The one whose turn it is always comes in, and those behind it follow.
    assert channel.put(0, "s", 0, [b"0"], True, True, Heard()) == "ok"
    got = [channel.get(0, None, 0, 1, 99, False, None)[0] for _ in range(10)]
    assert got == ["ok"] * 10


def test_a_reader_that_is_silent_for_long_is_forgotten(actor):
    channel = actor.Channel(4, lease=1.0)
    for name in ("r", "s"):
        channel.join_reader(0.0, name)
    channel.join_sender(0.0, "t")
    for now in range(1, 100):
        channel.heartbeat(now, ["s"])
        channel.tick(now)
        # Asked again within that time, the answer is the same.
        assert "r" in channel.members or now > 10
    assert list(channel.members) == ["s"]
    # A sender's numbers are what nothing is taken twice by.
    assert list(channel.senders) == ["t"]
    assert channel.get(100.0, "r", 5, 1, 9, False, None) == ("stranger", ())


def test_what_is_lent_to_nobody_or_to_another_is_not_given_back(actor):
    channel = actor.Channel(4, acks=True)
    for name in ("r", "s"):
        channel.join_reader(0, name)
    channel.put_unnumbered([b"x"], True, None)
    channel.get(0, "r", 0, 1, 9, True, None)
    channel.join_reader(0, "r")
    channel.settle(0, [["r", 2, 0, 1, 1, 0]])
    assert (channel.stats()["ready"], channel.stats()["in_flight"]) == (1, 0)
    assert channel.get(0, "s", 0, 1, 9, True, None) == ("ok", [[0, 2, [b"x"]]])
    channel.settle(0, [["r", 2, 0, 1, 1, 0]])
    assert (channel.stats()["ready"], channel.stats()["in_flight"]) == (0, 1)
    channel.settle(0, [["s", 0, 0, 1, 2, 0]])
    assert (channel.stats()["acked"], channel.stats()["stale"]) == (1, 2)


def test_an_ack_is_for_one_delivery(actor):
    channel = actor.Channel(2, acks=True)
    channel.join_reader(0, "r")
    channel.put_unnumbered([b"x"], True, None)
    assert channel.get(0, "r", 0, 1, 9, True, None) == ("ok", [[0, 1, [b"x"]]])
    channel.settle(0, [["r", 1, 0, 1, 1, 0]])
    assert channel.get(0, "r", 1, 1, 9, True, None) == ("ok", [[0, 2, [b"x"]]])
    # The first delivery's ack comes late.
    channel.settle(0, [["r", 0, 0, 1, 1, 0]])
    assert (channel.stats()["stale"], channel.stats()["in_flight"]) == (1, 1)


def test_an_ack_is_for_one_incarnation(actor):
    """An actor that was brought back is told what became of messages of its predecessor's."""

    async def incarnation():
        channel = actor.KlawChannel("t", 7, acks=True)
        await channel.register_receiver("r")
        await channel.put(b"x")
        status, [(token, _)] = await channel.lend("r", 1, 0.0)
        assert status == "ok"
        return channel, token

    async def run():
        (_, old), (channel, token) = await incarnation(), await incarnation()
        verdicts = msgpack.packb([["r", verdict, old[0], 1, old[1], 0] for verdict in (0, 1, 2)])
        await channel.settle(msgpack.packb(["c", 0, channel.channel.epoch, verdicts]))
        await channel.ack("r", [old])
        counts = await channel.stats()
        assert (counts["acked"], counts["in_flight"], counts["stale"]) == (0, 1, 4)
        await channel.ack("r", [token])
        assert (await channel.stats())["acked"] == 1

    asyncio.run(run())


def test_runs_are_cut_where_a_reader_wants_them_cut(actor):
    """By number, by bytes with their headers, and behind a first one of any size; what was handed out comes back to its place."""
    channel = actor.Channel(5000)
    channel.join_reader(0, "r")
    sizes = [10] * 1500 + [300, 10, 10]
    frames = [b"%d" % at + bytes(size - len(b"%d" % at)) for at, size in enumerate(sizes)]
    assert channel.put_unnumbered(frames[:3], True, None) == "ok"
    assert channel.put_unnumbered(frames[3:], True, None) == "ok"
    got, call = [], 0

    def get(most, size):
        nonlocal call
        status, runs = channel.get(0, "r", call, most, size, False, None)
        call += 1
        taken = list(actor.each(runs))
        assert status == "ok" and [position for position, _, _ in taken] == list(range(len(got), len(got) + len(taken)))
        got.extend(frame for _, _, frame in taken)
        assert channel.waiting == len(frames) - len(got)
        return len(taken), runs

    assert get(1, 1 << 20)[0] == 1
    assert get(9, 1)[0] == 1, "one of any size"
    assert get(9, 12 * 5)[0] == 5, "as many as go into it"
    assert get(9, 12 * 5 - 1)[0] == 4
    taken, runs = get(1400, 1 << 20)
    assert taken == 1400 and len(runs) == 1, "what belongs together comes together"
    assert get(1000, 12 * 89)[0] == 1500 - 1411
    # Longer headers.
    assert get(9, 305)[0] == 1
    assert get(9, 1 << 20)[0] == 2
    assert got == frames
    channel.undeliver(None, [[1490, 1, frames[1490:]]])
    channel.undeliver(None, [[7, 1, frames[7:9]], [1489, 1, [frames[1489]]]])
    again = list(actor.each(channel.get(0, "r", call, 99, 1 << 20, False, None)[1]))
    assert [(position, attempt) for position, attempt, _ in again] == [(at, 1) for at in (7, 8, *range(1489, 1503))]
    assert [frame for _, _, frame in again] == [*frames[7:9], *frames[1489:]]


def test_the_oldest_give_way_also_in_the_middle_of_a_run(actor):
    channel = actor.Channel(5, overflow="drop_oldest")
    channel.put_unnumbered([b"0", b"1", b"2", b"3"], True, None)
    channel.put_unnumbered([b"4", b"5", b"6", b"7"], True, None)
    assert channel.get(0, None, 0, 9, 1 << 20, False, None) == ("ok", [[3, 1, [b"3", b"4", b"5", b"6", b"7"]]])
    assert (channel.stats()["dropped"], channel.stats()["ready"]) == (3, 0)


def test_what_is_withdrawn_never_comes(actor):
    channel = actor.Channel(1)
    channel.join_sender(0, "s")
    channel.join_reader(0, "r")
    parked, behind, early = Heard(), Heard(), Heard()
    assert channel.put(0, "s", 0, [b"0"], True, True, Heard()) == "ok"
    assert channel.put(0, "s", 1, [b"1"], True, True, parked) is None
    assert channel.put(0, "s", 2, [b"2"], True, True, behind) is None
    channel.withdraw("s", 1)
    assert channel.woken == [(parked, "withdrawn")]
    # Withdrawn before it comes in; and what is withdrawn too late stays.
    channel.withdraw("s", 3)
    assert channel.put(0, "s", 3, [b"3"], True, True, early) == "withdrawn"
    channel.withdraw("s", 0)
    frames = []
    for call in range(2):
        status, runs = channel.get(0, "r", call, 9, 1 << 20, False, None)
        frames += [frame for _, _, frame in actor.each(runs)]
    assert frames == [b"0", b"2"], frames
    # Sent again, the answer is the same.
    assert channel.put(0, "s", 1, [b"1"], True, True, Heard()) == "withdrawn"


def test_the_rest_of_a_batch_that_is_given_up_keeps_nothing_out(actor):
    def full():
        channel = actor.Channel(2)
        channel.join_sender(0, "s")
        assert channel.put(0, "s", 0, [b"a"], True, True, Heard()) == "ok"
        assert channel.put(0, "s", 1, [b"b", b"c"], True, False, Heard()) == 1
        return channel

    channel = full()
    channel.get(0, None, 0, 9, 1 << 20, False, None)
    # The rest comes next: what does not wait is not taken before it.
    assert channel.put(0, "s", 2, [b"d"], False, True, Heard()) == "full"
    channel.withdraw("s", 1)
    assert channel.put(0, "s", 3, [b"d"], False, True, Heard()) == "ok"
    # And also where the rest waited already.
    channel = full()
    assert channel.put(0, "s", 2, [b"c"], True, True, Heard()) is None
    channel.withdraw("s", 2)
    channel.withdraw("s", 1)
    channel.get(0, None, 0, 9, 1 << 20, False, None)
    assert channel.put(0, "s", 3, [b"d"], False, True, Heard()) == "ok"


def test_a_channel_that_fails_has_room_again_after_a_part(actor):
    """There nothing waits for room, so nothing keeps what comes later out."""
    channel = actor.Channel(2, overflow="fail")
    channel.join_sender(0, "s")
    assert channel.put(0, "s", 0, [b"a"], True, True, Heard()) == "ok"
    assert channel.put(0, "s", 1, [b"b", b"c"], True, False, Heard()) == 1
    assert channel.put(0, "s", 2, [b"c"], True, True, Heard()) == "full"
    channel.get(0, None, 0, 9, 1 << 20, False, None)
    assert channel.put(0, "s", 3, [b"c"], True, True, Heard()) == "ok"
    assert channel.put(0, "s", 4, [b"d"], False, True, Heard()) == "ok"


def test_what_was_refused_is_refused_when_it_is_asked_again(actor):
    """Also of as many as klaw's senders have under way."""
    channel = actor.Channel(1)
    channel.join_sender(0, "s")
    assert channel.put(0, "s", 0, [b"x"], True, True, Heard()) == "ok"
    for _ in range(2):
        for seq in range(1, 1025):
            assert channel.put(0, "s", seq, [b"x"], False, True, Heard()) == "full", seq
    assert channel.stats()["sent"] == 1


def test_a_sign_of_life_says_who_is_not_known(actor):
    """Who is one of a predecessor's joins again then."""

    async def run():
        channel = actor.KlawChannel("t", 7, lease=100.0)
        await channel.register_sender("s")
        status, epoch, _, strangers = msgpack.unpackb(await channel.beat(msgpack.packb(["c", 0, ["s", "t"]])))
        assert (status, epoch, strangers) == ("ok", channel.channel.epoch, ["t"])

    asyncio.run(run())


def test_what_nobody_has_seen_goes_back_once(actor):
    """Said again, as its answer was lost, it says nothing of the next delivery, which looks the same to its reader."""
    channel = actor.Channel(2, acks=True)
    for name in ("r", "s"):
        channel.join_reader(0, name)
    channel.put_unnumbered([b"x"], True, None)
    again = channel.get(0, "r", 0, 1, 9, True, None)
    assert again == ("ok", [[0, 1, [b"x"]]])
    for _ in range(2):
        channel.settle(0, [["r", 2, 0, 1, 1, 0]])
        again = channel.get(0, "r", 1, 1, 9, True, None)
        assert again == ("ok", [[0, 1, [b"x"]]])
        assert channel.get(0, "s", 0, 1, 9, False, None) == ("empty", ())
    channel.settle(0, [["r", 0, 0, 1, 1, 0]])
    assert (channel.stats()["acked"], channel.stats()["stale"]) == (1, 1)


def test_what_is_given_back_in_another_order_is_given_back(actor):
    channel = actor.Channel(4000)
    channel.join_reader(0, "r")
    channel.put_unnumbered([b"%d" % at for at in range(3000)], True, None)
    runs = channel.get(0, "r", 0, 3000, 1 << 20, True, None)[1]
    items = [[position, attempt, [frame]] for position, attempt, frame in actor.each(runs)]
    for number in (1, 0, 1, 0, 2):
        assert channel.unsee(0, "r", number, [items[number]]) == "ok"
    assert channel.stats()["ready"] == 3
    # One is missing for good: what is remembered of those behind it has a bound.
    for number in range(4, 3000):
        for _ in range(2):
            assert channel.unsee(0, "r", number, [items[number]]) == "ok"
        assert len(channel.members["r"].backs) <= 1024
    assert channel.stats()["ready"] == 2999
    # Who joins again counts anew.
    channel.join_reader(0, "r")
    taken = channel.get(0, "r", 0, 1, 9, True, None)[1]
    assert channel.unsee(0, "r", 0, taken) == "ok" and channel.stats()["ready"] == 2999


def test_a_nack_costs_the_same_with_any_backlog(actor):
    channel = actor.Channel(200_000, acks=True)
    channel.join_reader(0, "r")
    channel.put_unnumbered([b"x"] * 200_000, True, None)
    start = time.monotonic()
    for call in range(100):
        for position, attempt, _ in actor.each(channel.get(0, "r", call, 2, 9, True, None)[1]):
            channel.settle(0, [["r", 1, position, 1, attempt, None]])
    assert time.monotonic() - start < 1
    assert channel.stats()["ready"] == 200_000


def test_what_goes_back_goes_to_its_place(actor):
    """One by one in any order, some at once, and all that a reader has."""
    rng = random.Random(1)
    for order in ("forwards", "backwards", "any"):
        channel = actor.Channel(10_000, acks=True)
        channel.join_reader(0, "r")
        channel.put_unnumbered([b"%d" % at for at in range(9000)], True, None)
        held = list(actor.each(channel.get(0, "r", 0, 8000, 1 << 20, True, None)[1]))
        nacked = [item for item in held if rng.random() < 0.5]
        if order == "forwards":
            nacked.reverse()
        elif order == "any":
            rng.shuffle(nacked)
        while nacked:
            some = [nacked.pop() for _ in range(min(len(nacked), rng.choice([1, 1, 3, 40])))]
            channel.settle(0, [["r", 1, position, 1, attempt, None] for position, attempt, _ in some])
        channel.leave_reader("r")
        items = list(actor.each(channel.ready))
        assert [(position, frame) for position, _, frame in items] == [(at, b"%d" % at) for at in range(9000)]
        assert [attempt for _, attempt, _ in items] == [1] * 8000 + [0] * 1000
        assert channel.stats()["ready"] == 9000 and all(len(frames) <= 1024 for _, _, frames in channel.ready)


def test_what_is_behind_a_put_that_is_given_up_moves_on(actor):
    channel = actor.Channel(3)
    given_up, behind = Heard(), Heard()
    assert channel.put_unnumbered([b"1", b"2"], True, None) == "ok"
    assert channel.put_unnumbered([b"3", b"4"], True, given_up) is None
    assert channel.put_unnumbered([b"5"], True, behind) is None
    assert channel.abandon(given_up)
    assert channel.woken == [(behind, "ok")]


def test_a_batch_of_nothing_stands_in_nobodys_way(actor):
    channel = actor.Channel(1)
    channel.join_sender(0, "s")
    assert channel.put_unnumbered([b"1"], True, None) == "ok"
    assert channel.put_unnumbered([], True, Heard()) == "ok"
    assert channel.put(0, "s", 0, [], True, True, Heard()) == "ok"
    assert channel.put(0, "s", 1, [], True, False, Heard()) == "ok"
    assert channel.stats()["waiting_puts"] == 0
    # It has its turn like any other.
    waits, nothing = Heard(), Heard()
    assert channel.put(0, "s", 3, [], True, True, nothing) is None
    assert channel.put(0, "s", 2, [b"2"], True, True, waits) is None
    channel.get(0, None, 0, 1, 9, False, None)
    assert channel.woken == [(waits, "ok"), (nothing, "ok")]
    channel.close("enough")
    assert channel.put_unnumbered([], True, None) == "closed"


def test_what_is_early_and_too_large_by_now_is_refused(actor):
    channel = actor.Channel(8, acks=False)
    channel.join_sender(0, "s")
    early = Heard()
    assert channel.put(0, "s", 1, [b"1"] * 4, True, True, early) is None
    channel.control("resize", 2)
    assert channel.woken == [(early, "large")]
    # It would have stood in front of all others for ever.
    assert channel.put(0, "s", 0, [b"0"], True, True, None) in (None, "ok")
    assert channel.stats()["ready"] == 1 and channel.put_unnumbered([b"x"], False, None) == "ok"


def test_the_end_waits_for_what_others_may_give_back(actor):
    channel = actor.Channel(2, acks=True)
    for name in ("r", "s"):
        channel.join_reader(0, name)
    channel.put_unnumbered([b"x"], True, None)
    channel.get(0, "r", 0, 1, 9, True, None)
    channel.close("enough")
    assert channel.get(0, "r", 1, 1, 9, False, None)[0] == "closed"
    waiter = Heard()
    assert channel.get(0, "s", 0, 1, 9, True, waiter) is None
    channel.settle(0, [["r", 1, 0, 1, 1, 0]])
    assert channel.woken == [(waiter, ("ok", [[0, 2, [b"x"]]]))]


def test_no_frame_is_refused_with_the_reason(actor):
    async def run():
        channel = actor.KlawChannel("t", 7)
        for garbage in ("text", 7, None, bytearray(b"x")):
            try:
                await channel.put(garbage)
            except TypeError as error:
                assert "a frame is `bytes`" in str(error)
            else:
                raise AssertionError(garbage)
        assert (await channel.stats())["sent"] == 0
        assert await channel.put_batch([b"1"] * 8) == "large"

    asyncio.run(run())


def test_a_worker_that_is_stopped_before_it_starts_does_not_start(folder):
    context = types.SimpleNamespace(gcs_address="nowhere", get_node_id=lambda: "node")
    sys.modules["ray"] = types.SimpleNamespace(get_runtime_context=lambda: context)
    try:
        (worker,) = load(folder, "worker")
    finally:
        del sys.modules["ray"]
    sleeper = worker.Worker("tests", "/bin/sleep", ["30"], {}, 3)
    sleeper.stop()
    start = time.monotonic()
    assert sleeper.run() == [-15, 0, "node"]
    assert time.monotonic() - start < 10
    # One that runs is ended, and not run again.
    sleeper = worker.Worker("tests", "/bin/sleep", ["30"], {}, 3)
    threading.Timer(0.2, sleeper.stop).start()
    assert sleeper.run() == [-15, 1, "node"]
    assert worker.Worker("tests", "/bin/false", [], {}, 2).run() == [1, 3, "node"]


def main():
    _, actor = load(sys.argv[1], "state", "actor")
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    test_any_schedule(actor, seed, count)
    test_more_threads_than_one(actor)
    test_a_cancelled_get_loses_nothing(actor)
    test_a_cancelled_lend_loses_nothing(actor)
    test_a_lend_that_is_overtaken_or_outlasts_its_lease_is_empty(actor)
    test_any_number_of_clients_find_their_turn_at_once(actor)
    test_a_lease_of_no_time_is_no_busy_loop(actor)
    test_a_peer_that_says_too_much_costs_little(actor)
    test_a_reader_that_is_silent_for_long_is_forgotten(actor)
    test_what_is_lent_to_nobody_or_to_another_is_not_given_back(actor)
    test_an_ack_is_for_one_delivery(actor)
    test_an_ack_is_for_one_incarnation(actor)
    test_runs_are_cut_where_a_reader_wants_them_cut(actor)
    test_the_oldest_give_way_also_in_the_middle_of_a_run(actor)
    test_what_is_withdrawn_never_comes(actor)
    test_the_rest_of_a_batch_that_is_given_up_keeps_nothing_out(actor)
    test_a_channel_that_fails_has_room_again_after_a_part(actor)
    test_what_was_refused_is_refused_when_it_is_asked_again(actor)
    test_a_sign_of_life_says_who_is_not_known(actor)
    test_what_nobody_has_seen_goes_back_once(actor)
    test_what_is_given_back_in_another_order_is_given_back(actor)
    test_a_nack_costs_the_same_with_any_backlog(actor)
    test_what_goes_back_goes_to_its_place(actor)
    test_what_is_behind_a_put_that_is_given_up_moves_on(actor)
    test_a_batch_of_nothing_stands_in_nobodys_way(actor)
    test_what_is_early_and_too_large_by_now_is_refused(actor)
    test_the_end_waits_for_what_others_may_give_back(actor)
    test_no_frame_is_refused_with_the_reason(actor)
    test_a_worker_that_is_stopped_before_it_starts_does_not_start(sys.argv[1])
    print(f"ok: {count} schedules of each kind, seed {seed}")


if __name__ == "__main__":
    main()
