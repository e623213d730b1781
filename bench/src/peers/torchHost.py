"""Runs PyTorch counterparts for the bench: one JSON request a line on standard input, one answer a line."""

import base64
import inspect
import json
import os
import signal
import sys
import time
import traceback

try:
    import torch
    import torch.nn.functional as F
except ImportError:
    sys.exit(1)

torch.set_num_threads(1)


def value_and_gradient(function, *parameters):
    """A call that returns function() and its gradients with respect to the parameters."""
    for parameter in parameters:
        parameter.requires_grad_(True)

    def call():
        value = function()
        return (value, *torch.autograd.grad(value, parameters))

    return call


def steps(update, gradients):
    """A call that makes one update; the gradients take turns. update(gradient) returns the parameters."""
    taken = 0

    @torch.no_grad()
    def call():
        nonlocal taken
        gradient = gradients[taken % len(gradients)]
        taken += 1
        return (update(gradient),)

    return call


def dct_basis(n):
    """The orthonormal cosine basis, columns from low to high frequency."""
    index = torch.arange(n, dtype=torch.float64)
    basis = torch.cos(torch.pi * (2 * index[:, None] + 1) * index / (2 * n)) * (2 / n) ** 0.5
    basis[:, 0] *= 0.5**0.5
    return basis.float()


def newton_schulz(matrix):
    """Five steps of the Newton-Schulz iteration of Muon."""
    rows, columns = matrix.shape
    iterate = matrix.T if rows > columns else matrix
    iterate = iterate / (iterate.norm() + 1e-7)
    for _ in range(5):
        gram = iterate @ iterate.T
        iterate = 3.4445 * iterate + (-4.775 * gram + 2.0315 * gram @ gram) @ iterate
    return iterate.T if rows > columns else iterate


def decode(array):
    values = torch.frombuffer(
        bytearray(base64.b64decode(array["data"])), dtype=getattr(torch, array["dtype"])
    )
    values = values.reshape(array["shape"])
    # PyTorch indexes with int64 only.
    return values.long() if array["dtype"] == "int32" else values


def encode(tensor):
    values = tensor.detach().to(torch.float64).contiguous().flatten()
    return base64.b64encode(values.numpy().tobytes()).decode()


def linear_algebra():
    """File name of the BLAS library in use."""
    torch.ones(64, 64) @ torch.ones(64, 64)
    with open("/proc/self/maps") as maps:
        paths = [line.split()[-1] for line in maps]
    names = [os.path.basename(path) for path in paths if "blas" in path or "mkl_" in path]
    # Debian's libblas may be a thin layer over a fast library, which then is the better name.
    return min(names, key=lambda name: name.startswith("libblas"), default="unknown")


class Host:
    call = None

    def describe(self, _):
        return {"version": torch.__version__, "blas": linear_algebra()}

    def prepare(self, request):
        scope = {
            "torch": torch,
            "F": F,
            "value_and_gradient": value_and_gradient,
            "steps": steps,
            "dct_basis": dct_basis,
            "newton_schulz": newton_schulz,
        }
        exec(request["source"], scope)
        known = {name: decode(array) for name, array in request["inputs"].items()} | request["size"]
        names = inspect.signature(scope["make"]).parameters
        self.call = scope["make"](**{name: known[name] for name in names})
        return {}

    def outputs(self, _):
        return {"outputs": [encode(tensor) for tensor in self.call()]}

    def time(self, request):
        start = time.perf_counter()
        for _ in range(request["count"]):
            self.call()
        return {"milliseconds": 1e3 * (time.perf_counter() - start)}


# Ctrl-C ends the bench, and with it the standard input that this loop reads.
signal.signal(signal.SIGINT, signal.SIG_IGN)
host = Host()
for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = getattr(host, request["do"])(request)
    except Exception:
        answer = {"error": traceback.format_exc()}
    print(json.dumps(answer), flush=True)
