"""The Python beside a Rust process: it speaks Ray for it.

Requests come in on standard input and answers go out on standard output, each a length (u32, little endian) and MessagePack:
`[id, [op, ..]]`, and `[id, value]` or `[id, nil, [[class, its base classes..], what it said]]`. Every request has an answer.
It ends when its standard input does, so it does not outlive the process that started it.
"""

import os
import signal
import sys

# A batch is larger than a pipe is by default: it would take turns to pass it.
for pipe in (0, 1):
    try:
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, 1 << 20)
    except (AttributeError, ImportError, OSError):
        # Slower then.
        pass
# What is printed, by Ray or by what Ray loads, goes to standard error: standard output is for answers.
requests = os.fdopen(os.dup(0), "rb", 1 << 20)
answers = os.dup(1)
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
os.dup2(2, 1)
# Ctrl-C is for the process that started this one; it ends this one when it is done.
signal.signal(signal.SIGINT, signal.SIG_IGN)

try:
    import concurrent.futures
    import itertools
    import struct
    import threading
    import types

    import msgpack
    import ray
    from ray import cloudpickle
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(97)

PROTOCOL = 1
# Text in an answer is for people.
LONGEST = 4000


def load(name, source):
    """A module that is here alone: its classes go to the cluster by value, so nothing needs to be installed there."""
    module = types.ModuleType(name)
    sys.modules[name] = module
    exec(compile(source, f"<{name}>", "exec"), module.__dict__)
    cloudpickle.register_pickle_by_value(module)
    return module


def describe(error):
    """An error as the names of its class and of all that it is, and what it said."""
    cause = getattr(error, "cause", None)
    text = str(cause if isinstance(cause, BaseException) else error).strip() or type(error).__name__
    return [[kind.__name__ for kind in type(error).__mro__], text[:LONGEST]]


class Sidecar:
    def __init__(self):
        self.writing = threading.Lock()
        self.pool = concurrent.futures.ThreadPoolExecutor(8)
        self.namespace = None
        # Actors by name, and what counts the calls of each.
        self.handles = {}
        self.counts = {}

    def run(self):
        while len(head := requests.read(4)) == 4:
            (length,) = struct.unpack("<I", head)
            if len(body := requests.read(length)) < length:
                break
            id, (op, *arguments) = msgpack.unpackb(body)
            # What an actor that is known is asked does not wait, and keeps its order; all else may take its time.
            if op in ("call", "ask") and arguments[0] in self.handles:
                self.do(id, op, arguments)
            else:
                self.pool.submit(self.do, id, op, arguments)

    def do(self, id, op, arguments):
        try:
            outcome = getattr(self, op)(*arguments)
        except BaseException as error:
            outcome = error
        if isinstance(outcome, ray.ObjectRef):
            outcome.future().add_done_callback(lambda future: self.answer(id, future))
        else:
            self.answer(id, outcome)

    def answer(self, id, outcome):
        """Writes an answer, on whichever thread it comes up. What goes wrong here is an answer too."""
        try:
            if isinstance(outcome, concurrent.futures.Future):
                outcome = outcome.result(0)
            if isinstance(outcome, BaseException):
                raise outcome
            frame = msgpack.packb([id, outcome])
        except BaseException as error:
            frame = msgpack.packb([id, None, describe(error)])
        try:
            with self.writing:
                left = memoryview(struct.pack("<I", len(frame)) + frame)
                while left:
                    left = left[os.write(answers, left) :]
        except OSError:
            # Nobody listens any more.
            os._exit(0)

    # What can be asked for.

    def connect(self, address, namespace, sources):
        ray.init(
            address=address,
            namespace=namespace,
            log_to_driver=False,
            logging_level="ERROR",
            include_dashboard=False if address is None or address == "local" else None,
        )
        self.namespace = namespace
        load("klaw_channel_state", sources["state"])
        self.actor = load("klaw_channel_actor", sources["actor"])
        self.worker = load("klaw_worker", sources["worker"])
        for group, (_, names) in self.actor.GROUPS.items():
            for name in names:
                method = getattr(self.actor.KlawChannel, name)
                setattr(self.actor.KlawChannel, name, ray.method(concurrency_group=group)(method))
        groups = {group: places for group, (places, _) in self.actor.GROUPS.items()}
        self.remote = ray.remote(concurrency_groups=groups)(self.actor.KlawChannel)
        context = ray.get_runtime_context()
        return [PROTOCOL, ray.__version__, sys.version.split()[0], context.get_node_id(), context.gcs_address]

    def open(self, name, mode, settings, restarts):
        """The channel's actor: `get` one that is there, `create` one that is not, or either."""
        if mode != "get":
            remote = self.remote.options(
                name=name,
                namespace=self.namespace,
                # It outlives the process that made it,
                lifetime="detached",
                get_if_exists=mode == "get_or_create",
                # takes no core from tasks,
                num_cpus=0,
                # and is not brought back, empty, unless somebody asks for that; nor is a call ever repeated by Ray.
                max_restarts=restarts,
                max_task_retries=0,
            )
            self.handles[name] = remote.remote(name, *settings)
        else:
            self.handles[name] = ray.get_actor(name, namespace=self.namespace)
        return self.handles[name].describe.remote()

    def call(self, name, method, arguments):
        """Calls a channel's actor: with a client's name and a number, by which the actor puts the calls in their order."""
        handle = self.handle(name)
        count = self.counts.get(name)
        if count is None:
            count = self.counts[name] = (os.urandom(8).hex(), itertools.count())
        return getattr(handle, method).remote(msgpack.packb([count[0], next(count[1]), *arguments]))

    def ask(self, name, method, arguments):
        """Calls any other actor."""
        return getattr(self.handle(name), method).remote(*arguments)

    def handle(self, name):
        handle = self.handles.get(name)
        if handle is None:
            handle = self.handles[name] = ray.get_actor(name, namespace=self.namespace)
        return handle

    def recount(self, name):
        """A call did not arrive, so those behind it are not to wait for it."""
        self.counts.pop(name, None)

    def kill(self, name):
        ray.kill(self.handle(name))

    def spawn(self, names, options, arguments):
        """Starts the user's program in actors of Ray's, one a name."""
        remote = ray.remote(self.worker.Worker)
        for name in names:
            self.handles[name] = remote.options(name=name, namespace=self.namespace, max_concurrency=4, **options).remote(
                self.namespace, *arguments
            )
        return None


def end():
    # Ray may wait for a cluster that is gone.
    threading.Timer(5, os._exit, (1,)).start()
    try:
        ray.shutdown()
    finally:
        os._exit(0)


try:
    Sidecar().run()
finally:
    end()
