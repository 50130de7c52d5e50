"""How is an ONNX model loaded here? One thread, no spinning, errors as ProviderError."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vaani.kit.errors import ProviderError, Stage


def session(path: Path, stage: Stage, *, threads: int = 1) -> Any:
    """An `onnxruntime.InferenceSession` on the processor.

    Raises ProviderError: code `engine_missing` without onnxruntime, `model_broken` for a bad file.
    """
    try:
        import onnxruntime  # noqa: PLC0415 - optional and slow to import
    except ImportError as error:
        raise ProviderError(
            stage, "onnxruntime is missing: install vaani[local].", code="engine_missing"
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise ProviderError(
            stage,
            f"{path.name} cannot be loaded: run `vaani models verify`.",
            code="model_broken",
        ) from error
