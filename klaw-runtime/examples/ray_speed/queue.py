"""Messages a second through `ray.util.queue.Queue`: one at a time by a producer and a consumer at once, or in batches."""

import statistics
import sys
import time

import ray
from ray.util.queue import Queue

address, what, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
ray.init(address=address, log_to_driver=False, logging_level="ERROR")
queue = Queue(maxsize=10_000, actor_options={"num_cpus": 0})
frame = b"x" * 100
queue.put(frame)
queue.get()


@ray.remote(num_cpus=0)
def produce(queue, count):
    for _ in range(count):
        queue.put(frame)


if what == "single":
    # The producer's process is there before the clock starts.
    ray.get(produce.remote(queue, 0))
    start = time.perf_counter()
    producing = produce.remote(queue, count)
    for _ in range(count):
        queue.get()
    took = time.perf_counter() - start
    ray.get(producing)
    print(count / took)
else:
    batch, times = [frame] * 1000, []
    for _ in range(count):
        start = time.perf_counter()
        queue.put_nowait_batch(batch)
        queue.get_nowait_batch(len(batch))
        times.append(time.perf_counter() - start)
    print(len(batch) / statistics.median(times))
queue.shutdown(force=True)
