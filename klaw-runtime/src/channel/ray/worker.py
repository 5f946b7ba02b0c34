"""The actor that runs a program of the user's where Ray has room for it."""

import os
import signal
import subprocess
import sys
import threading

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
        # A stop comes in while a run does: it finds either a process, or none that will start.
        self.lock = threading.Lock()
        self.process = None
        self.stopped = False

    def run(self):
        """Waits until the program has ended: [exit code, runs, node]. One that was stopped before has ended as it would have."""
        code, runs = -signal.SIGTERM, 0
        while code != 0 and runs <= self.restarts:
            with self.lock:
                if self.stopped:
                    break
                self.process = subprocess.Popen(self.command, env=self.variables, stdin=subprocess.DEVNULL)
            runs += 1
            code = self.process.wait()
        return [code, runs, ray.get_runtime_context().get_node_id()]

    def stop(self):
        """Ends the program: it is asked to, and after 5 s it has no choice."""
        with self.lock:
            self.stopped = True
            process = self.process
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
