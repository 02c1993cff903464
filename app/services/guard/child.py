"""The child's side: takes its limits before anything else, then opens one file after another and reports each."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.services.guard import limits
from app.services.guard.found import BROKEN, REPORT, Found, Refused
from app.services.guard.sealing import told

Worker = Callable[[Path, Mapping[str, Any]], Found]


def main(argv: Sequence[str]) -> int:
    """`argv` is the folder of the task. Called by main.py before anything else is imported."""
    if len(argv) != 1:
        return 2
    folder = Path(argv[0])
    task = json.loads(sys.stdin.buffer.read())
    seal = told(bytes.fromhex(task["key"]))
    paths = [Path(text) for text in task["paths"]]
    limits.limit_process(len(paths))
    work = _worker(task["task"])
    with (folder / REPORT).open("w", encoding="utf-8") as report:
        # Written before the first file: whoever waits can tell a child that never started from a deadly file.
        report.flush()
        for index, path in enumerate(paths):
            limits.limit_next_file()
            line, output = _one(work, path, task["options"])
            if output is not None:
                (folder / f"{index}.out").write_bytes(seal.close(output))
            report.write(seal.close(json.dumps({"index": index, **line}).encode()).hex() + "\n")
            report.flush()
            os.fsync(report.fileno())
    return 0


def _one(work: Worker, path: Path, options: Mapping[str, Any]) -> tuple[dict[str, Any], bytes | None]:
    try:
        found = work(path, options)
    except Refused as refusal:
        return {"code": refusal.code, "body": refusal.body}, None
    except MemoryError:
        return {"code": "limits", "body": {}}, None
    except BROKEN:
        return {"code": "corrupt", "body": {}}, None
    return {"code": "", "body": dict(found.body)}, found.output


def _worker(task: str) -> Worker:
    """The libraries that read hostile bytes are loaded here only, each by the task that needs it."""
    if task == "scan":
        from app.services.intake import scan_worker

        return scan_worker.work
    if task == "table":
        from app.services.guard import table_worker

        return table_worker.work
    if task == "signature":
        from app.services.guard import signature_worker

        return signature_worker.work
    if task == "keystore":
        from app.services.guard import keystore_worker

        return keystore_worker.work
    if task == "certificate":
        from app.services.guard import certificate_worker

        return certificate_worker.work
    if task == "pages":
        from app.services.guard import pages_worker

        return pages_worker.work
    if task == "archive":
        from app.services.guard import archive_worker

        return archive_worker.work
    raise ValueError(f"no task {task!r}")
