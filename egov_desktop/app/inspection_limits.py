"""Limits on what a child process may use (资源限制), where the platform has them."""

import ctypes
import os
import sys
import time


def limit_memory(size: int) -> None:
    """Let this process have no more than `size` bytes of address space, and no core dump."""
    if sys.platform == "win32":
        _limit_memory_on_windows(size)
    else:
        import resource

        _lower(resource.RLIMIT_CORE, 0)
        _lower(resource.RLIMIT_AS, size)


def limit_work(seconds: float) -> None:
    """Let this process work `seconds` of processor time from now on; it is killed then.

    Nothing on Windows, where the parent alone watches the time.
    """
    if sys.platform != "win32":
        import resource

        _lower(resource.RLIMIT_CPU, int(time.process_time() + seconds) + 1)


def be_humble() -> None:
    """Give way to the window, and say nothing on the terminal: C libraries do."""
    if hasattr(os, "nice"):
        os.nice(10)
    silence = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):
        os.dup2(silence, number)
    os.close(silence)


if sys.platform == "win32":  # pragma: no cover - written from Microsoft's description

    class _BasicLimits(ctypes.Structure):
        _fields_ = (
            ("per_process_time", ctypes.c_int64),
            ("per_job_time", ctypes.c_int64),
            ("flags", ctypes.c_uint32),
            ("minimum_working_set", ctypes.c_size_t),
            ("maximum_working_set", ctypes.c_size_t),
            ("active_processes", ctypes.c_uint32),
            ("affinity", ctypes.c_size_t),
            ("priority_class", ctypes.c_uint32),
            ("scheduling_class", ctypes.c_uint32),
        )

    class _ExtendedLimits(ctypes.Structure):
        _fields_ = (
            ("basic", _BasicLimits),
            ("io_counters", ctypes.c_uint64 * 6),
            ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t),
            ("peak_process_memory", ctypes.c_size_t),
            ("peak_job_memory", ctypes.c_size_t),
        )

    _EXTENDED_LIMITS = 9
    _PROCESS_MEMORY, _NO_ERROR_WINDOW = 0x100, 0x400

    def _limit_memory_on_windows(size: int) -> None:
        """Put this process into a job of its own; without one the time limit has to do."""
        kernel = ctypes.WinDLL("kernel32")
        kernel.CreateJobObjectW.restype = ctypes.c_void_p
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        limits = _ExtendedLimits()
        limits.basic.flags = _PROCESS_MEMORY | _NO_ERROR_WINDOW
        limits.process_memory = size
        job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
        kernel.SetInformationJobObject(
            job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
        )
        kernel.AssignProcessToJobObject(job, ctypes.c_void_p(kernel.GetCurrentProcess()))

else:

    def _lower(which: int, wanted: int) -> None:
        """Lower a soft limit; what the surroundings already forbid stays forbidden."""
        import resource

        _, hard = resource.getrlimit(which)
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(which, (allowed, hard))
