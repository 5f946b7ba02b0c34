"""The actor that runs a program of the user's where Ray has room for it."""

import os
import subprocess
import sys

import ray


class Worker:
    """One run of a program after another, until one ends well or there were enough."""

    def __init__(self, namespace, program, arguments, variables, restarts):
        self.command = [program, *arguments]
        # The program finds the cluster as this process has, wherever it was put.
        self.variables = {
            **os.environ,
            "KLAW_RAY_PYTHON": sys.executable,
            "KLAW_RAY_ADDRESS": ray.get_runtime_context().gcs_address,
            "KLAW_RAY_NAMESPACE": namespace,
            **variables,
        }
        self.restarts = restarts
        self.process = None
        self.stopped = False

    def run(self):
        """Waits until the program has ended: [exit code, runs, node]."""
        runs = 0
        while True:
            runs += 1
            self.process = subprocess.Popen(self.command, env=self.variables, stdin=subprocess.DEVNULL)
            code = self.process.wait()
            if code == 0 or self.stopped or runs > self.restarts:
                return [code, runs, ray.get_runtime_context().get_node_id()]

    def stop(self):
        """Ends the program: it is asked to, and after 5 s it has no choice."""
        self.stopped = True
        process = self.process
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
