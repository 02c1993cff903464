"""Memory, time and size limits that the child puts on itself before it touches a hostile file."""

from __future__ import annotations

import sys
from typing import Any

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 20
FILE_BYTES = 256 * 1024 * 1024


def limit_process(files: int) -> None:
    """Cap memory and written size for the whole process, which will open `files` files."""
    if sys.platform == "win32":
        _windows(files)
    else:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_next_file() -> None:
    """Give the next file its own CPU seconds; on Windows the job's total and the watching parent do it."""
    if sys.platform != "win32":
        import resource

        usage = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(usage.ru_utime + usage.ru_stime)
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (spent + CPU_SECONDS, hard))


def _windows(files: int) -> None:
    """A Job Object with the same limits (Windows has no rlimits); the process joins it and can't leave."""
    import ctypes
    from ctypes import wintypes

    class Basic(ctypes.Structure):
        _fields_ = [
            ("PerProcessUserTimeLimit", ctypes.c_int64), ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD), ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t), ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t), ("PriorityClass", wintypes.DWORD), ("SchedulingClass", wintypes.DWORD),
        ]  # fmt: skip

    class Extended(ctypes.Structure):
        _fields_ = [
            ("Basic", Basic), ("IoInfo", ctypes.c_uint64 * 6), ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t), ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        ]  # fmt: skip

    process_time, active_process, process_memory, die_on_close = 0x2, 0x8, 0x100, 0x2000
    limits = Extended()
    limits.Basic.LimitFlags = process_time | active_process | process_memory | die_on_close
    limits.Basic.PerProcessUserTimeLimit = max(files, 1) * CPU_SECONDS * 10_000_000
    limits.Basic.ActiveProcessLimit = 1
    limits.ProcessMemoryLimit = MEMORY_BYTES
    kernel: Any = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    kernel.CreateJobObjectW.restype = wintypes.HANDLE
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD)
    kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    job = kernel.CreateJobObjectW(None, None)
    extended_information = 9
    done = job and kernel.SetInformationJobObject(
        job, extended_information, ctypes.byref(limits), ctypes.sizeof(limits)
    )
    if not done or not kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess()):
        # Without limits the file is not opened at all: the parent reports it as not checked.
        raise OSError(f"no job object, error {ctypes.get_last_error()}")  # type: ignore[attr-defined,unused-ignore]
