"""A cluster of several nodes on this machine, which does what it is told on standard input and ends with it.

    head      kills the head's control service
    node NAME kills the node that the actor runs on: `yes`, or `no` where that is the head
"""

import sys

import ray
from ray.cluster_utils import Cluster

nodes, namespace = int(sys.argv[1]), sys.argv[2]
arguments = {"node_ip_address": "127.0.0.1", "num_cpus": 1, "object_store_memory": 80 << 20}
cluster = Cluster(initialize_head=True, head_node_args={**arguments, "include_dashboard": False})
others = [cluster.add_node(**arguments) for _ in range(nodes)]
if nodes:
    ray.init(address=cluster.address, namespace=namespace, log_to_driver=False, logging_level="ERROR")
print(cluster.address, flush=True)


def node_of(name):
    actor = ray.get_actor(name)
    return ray.get(actor.__ray_call__.remote(lambda self: ray.get_runtime_context().get_node_id()))


for line in sys.stdin:
    command, *names = line.split()
    if command == "head":
        cluster.head_node.kill_gcs_server(check_alive=False)
        print("yes", flush=True)
    elif command == "node":
        found = [node for node in others if node.node_id == node_of(names[0])]
        for node in found:
            cluster.remove_node(node, allow_graceful=False)
        print("yes" if found else "no", flush=True)
cluster.shutdown()
