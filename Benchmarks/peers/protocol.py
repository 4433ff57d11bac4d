"""A worker's side of the line protocol: one JSON object a line, requests on standard input, replies on standard output.

A peer hands `serve` a function that imports its library and returns a `Peer`. The clock is read here, inside the
worker, around as many steps as were asked for, so that neither the process nor the protocol is part of a time.
"""

import ctypes
import gc
import json
import os
import sys
import time
from dataclasses import dataclass
from typing import Any, Callable, Optional

from tensor_file import read_tensors, write_tensors


@dataclass
class Prepared:
    """One workload. A step returns a result of the library's own; `values` makes (loss, {name: gradient}) of it."""

    step: Callable[[], Any]
    values: Callable[[Any], tuple]


class Unsupported(Exception):
    """The library cannot express this graph, or nobody would use it for it."""


@dataclass
class Peer:
    version: str
    prepare: Callable[[str, dict, bool], Prepared]
    synchronise: Callable[[Any], None] = lambda result: None
    train: Optional[Callable[[dict, float, float], dict]] = None


def threads() -> int:
    return int(os.environ.get("PULLBACK_THREADS", "1"))


def serve(connect: Callable[[], Peer]) -> None:
    # Libraries print where they like; only replies may go to the driver.
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def reply(message: dict) -> None:
        replies.write(json.dumps(message) + "\n")
        replies.flush()

    try:
        peer = connect()
    except ImportError as error:
        return reply({"missing": str(error)})
    reply({"version": peer.version})
    worker = Worker(peer)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            reply(getattr(worker, request["command"])(request))
        except Unsupported as reason:
            reply({"unsupported": str(reason)})
        except Exception as error:  # whatever a library raises is the peer's result, not the end of the run
            reply({"error": f"{type(error).__name__}: {error}"[:500]})


class Worker:
    def __init__(self, peer: Peer):
        self.peer = peer
        self.prepared: Optional[Prepared] = None

    def prepare(self, request: dict) -> dict:
        self.prepared = None
        gc.collect()
        tensors = read_tensors(request["data"])
        self.prepared = self.peer.prepare(request["graph"], tensors, request["differentiatesInput"])
        del tensors
        loss, gradients = self.prepared.values(self.run(1))
        write_tensors(request["gradients"], gradients)
        size = sum(gradient.nbytes for gradient in gradients.values())
        del gradients
        return {"loss": float(loss), "extraMemory": self.extra_memory(size) if request["measuresMemory"] else None}

    def time(self, request: dict) -> dict:
        start = time.perf_counter_ns()
        self.run(request["steps"])
        return {"nanoseconds": (time.perf_counter_ns() - start) / request["steps"]}

    def train(self, request: dict) -> dict:
        if self.peer.train is None:
            raise Unsupported("no training of its own")
        return self.peer.train(read_tensors(request["data"]), request["strength"], request["tolerance"])

    def run(self, steps: int) -> Any:
        result = None
        for _ in range(steps):
            result = self.prepared.step()
            self.peer.synchronise(result)
        return result

    def extra_memory(self, gradient_bytes: int) -> int:
        """The growth of resident memory at its peak during one step, less the gradients that it returns."""
        gc.collect()
        ctypes.CDLL(None).malloc_trim(0)
        before = resident("VmRSS")
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")  # the peak starts again from here
        result = self.run(1)
        peak = resident("VmHWM")
        del result
        return max(0, peak - before - gradient_bytes)


def resident(field: str) -> int:
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith(field))
    return int(line.split()[1]) * 1024
