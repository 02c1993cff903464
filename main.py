"""Starts Bandeja PQR."""

from __future__ import annotations

import builtins
import gc
import sys


def main(argv: list[str]) -> int:
    """Do the work of one of the program's own child processes, or open the program; returns the exit code."""
    if argv[:1] == ["--open-files"]:
        # Before Qt and everything else: the child opens hostile files with little memory.
        from app.services.guard import child as opener

        return opener.main(argv[1:])
    if argv[:1] == ["--fill-demo"]:
        from app.services.demo import child

        return child.main()
    make_ready()
    from app import bootstrap, options

    return bootstrap.run(options.read(argv))


def make_ready() -> None:
    """What has to be so before the first of the window's modules is imported."""
    # Nothing made before the window is garbage; the program's own collector takes over with it (app/ui/garbage.py).
    gc.disable()
    # PySide6 puts its own `import` in place of Python's, which reads and keeps the source of every module imported
    # after it, in search of `from __feature__ import`. We have none: it costs a fifth of each import, and 30 MB.
    plain = builtins.__import__
    import PySide6.QtCore

    builtins.__import__ = plain
    del PySide6


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
