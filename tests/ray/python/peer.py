"""A program with plain msgspec that shares a channel with Rust: nothing of klaw is installed here."""

import sys

import msgspec
import ray


def types():
    """Made where they are used: Ray's pickle does not carry them."""

    class Header(msgspec.Struct, array_like=True):
        version: int = 1
        kind: int = 1
        channel_id: str = ""
        seq: int = 0
        ts: int = 0

    class Job(msgspec.Struct, array_like=True):
        id: int
        name: str

    class Data(msgspec.Struct, array_like=True, tag=1):
        header: Header
        payload: Job

    return Header, Job, Data


@ray.remote(num_cpus=0)
def put(name):
    Header, Job, Data = types()
    channel = ray.get_actor(name)
    jobs = [Data(Header(channel_id=name, seq=at, ts=1_700_000_000_000), Job(at, f"job-{at}")) for at in range(10)]
    frames = [msgspec.msgpack.encode(job) for job in jobs]
    assert ray.get(channel.put.remote(frames[0])) == "ok"
    assert ray.get(channel.put_batch.remote(frames[1:])) == "ok"
    return frames[0].hex()


@ray.remote(num_cpus=0)
def get(name):
    _, _, Data = types()
    channel = ray.get_actor(name)
    total = 0
    for _ in range(10):
        status, frame = ray.get(channel.get.remote())
        assert status == "ok"
        total += msgspec.msgpack.decode(frame, type=Data).payload.id
    return total


address, namespace, name, what = sys.argv[1:]
ray.init(address=address, namespace=namespace, log_to_driver=False, logging_level="ERROR")
print(ray.get({"put": put, "get": get}[what].remote(name)))
