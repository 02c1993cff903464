"""Starts Bandeja PQR."""

from __future__ import annotations

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
    # Nothing made before the window is garbage; the program's own collector takes over with it (app/ui/garbage.py).
    gc.disable()
    from app import bootstrap, options

    return bootstrap.run(options.read(argv))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
