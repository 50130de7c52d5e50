"""After the start a process gives back what only the start needed, and goes on as before."""

from __future__ import annotations

import subprocess
import sys

CHILD = """
from pathlib import Path
import numpy as np
import onnxruntime
from vaani.kit.memory import give_back

def resident():
    told = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())
    return int(told["VmRSS"].split()[0])

before = resident()
give_back()
after = resident()
assert np.allclose(np.linalg.inv(np.eye(3) * 2), np.eye(3) / 2)
assert onnxruntime.get_available_providers()
print(before - after)
"""


def test_an_idle_process_keeps_megabytes_less_and_still_computes() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHILD], capture_output=True, text=True, timeout=60, check=True
    )
    assert int(done.stdout) > 5000, f"only {done.stdout} kB were given back"
