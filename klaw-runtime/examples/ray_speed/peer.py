"""Messages a second through `ray.util.queue.Queue`: one at a time by a producer and a consumer at once, or in batches.

They are encoded and decoded by msgspec, to the bytes that klaw writes."""

import statistics
import sys
import time

import msgspec
import ray
from ray.util.queue import Queue

address, size, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
ray.init(address=address, log_to_driver=False, logging_level="ERROR")
queue = Queue(maxsize=10_000, actor_options={"num_cpus": 0})


def codec():
    """Made in each process: Ray's pickle carries neither msgspec's types nor its encoders."""

    class Header(msgspec.Struct, array_like=True):
        version: int = 1
        kind: int = 1
        channel_id: str = ""
        seq: int = 0
        ts: int = 0

    class Job(msgspec.Struct, array_like=True):
        id: int
        body: str

    class Message(msgspec.Struct, array_like=True, tag=1):
        header: Header
        payload: Job

    def job(id):
        return Message(Header(channel_id="batch-0-1000-12345", seq=id, ts=1_700_000_000_000), Job(id, "x" * 56))

    return msgspec.msgpack.Encoder().encode, msgspec.msgpack.Decoder(Message).decode, job


encode, decode, job = codec()
queue.put(encode(job(0)))
decode(queue.get())


@ray.remote(num_cpus=0)
def produce(queue, count):
    encode, _, job = codec()
    for id in range(count):
        queue.put(encode(job(id)))


if size == 1:
    # The producer's process is there before the clock starts.
    ray.get(produce.remote(queue, 0))
    start = time.perf_counter()
    producing = produce.remote(queue, count)
    for id in range(count):
        assert decode(queue.get()).payload.id == id
    took = time.perf_counter() - start
    ray.get(producing)
    print(count / took)
else:
    times = []
    for _ in range(count):
        start = time.perf_counter()
        queue.put_nowait_batch([encode(job(id)) for id in range(size)])
        for id, frame in enumerate(queue.get_nowait_batch(size)):
            assert decode(frame).payload.id == id
        times.append(time.perf_counter() - start)
    print(size / statistics.median(times))
queue.shutdown(force=True)
