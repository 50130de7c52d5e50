"""After the start a process gives back what only the start needed, and goes on as before."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from vaani.kit.memory import _as_in_their_files, without

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


def test_a_hidden_package_is_missing_for_those_who_would_only_draw_with_it() -> None:
    name = "this_package_is_nowhere"
    with without("sys", name):
        assert sys.modules[name] is None
        assert sys.modules["sys"] is sys
    assert name not in sys.modules


SMAPS = """7f00-7f10 r-xp 00000000 fe:01 7 /lib/one.so
Rss:                   4 kB
Anonymous:             0 kB
7f10-7f20 r--p 00000000 fe:01 7 /lib/one.so
Anonymous:             4 kB
7f20-7f30 r--p 00000000 fe:01 7 /lib/one.so
Anonymous:             0 kB
7f30-7f40 rw-p 00000000 fe:01 7 /lib/one.so
Anonymous:             0 kB
7f40-7f50 r-xp 00000000 00:00 0 [vdso]
Anonymous:             0 kB
7f50-7f60 r--p 00000000 00:00 0
Anonymous:             0 kB
"""


def test_only_pages_that_are_as_in_their_file_are_given_back() -> None:
    assert list(_as_in_their_files(SMAPS)) == [(0x7F00, 0x7F10), (0x7F20, 0x7F30)]


BARE = """
import sys
from vaani.kit.memory import bare_libraries
import vaani.kit
bare_libraries()
import colorsys
import vaani.kit.clock
print(colorsys.__doc__, colorsys.rgb_to_hls(1.0, 0.0, 0.0), len(vaani.kit.clock.__doc__) > 20)
"""


@pytest.mark.parametrize("kept", [True, False], ids=["kept", "not kept"])
def test_libraries_come_without_documentation_and_the_product_with_it(
    tmp_path: Path, kept: bool
) -> None:
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path)}
    environment["PYTHONDONTWRITEBYTECODE"] = "" if kept else "1"
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", BARE],
            capture_output=True, text=True, timeout=60, check=True, env=environment,
        )  # fmt: skip
        assert done.stdout.split() == ["None", "(0.0,", "0.5,", "1.0)", "True"]
    assert bool(list(tmp_path.rglob("colorsys*.opt-2.pyc"))) is kept
