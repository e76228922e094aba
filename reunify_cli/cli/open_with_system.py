"""Opening a finished file with the program that the system keeps for its kind."""

import shutil
import subprocess
import sys
from pathlib import Path

SOON = 5
"""After how many seconds a program that has not ended is taken to have opened the file."""


def opens(path: Path) -> bool:
    """Open a file as a double click would, and say whether that could be asked for."""
    if sys.platform == "win32":
        import os

        try:
            os.startfile(path)  # noqa: S606 (it is what a double click does)
        except OSError:
            return False
        return True
    program = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if program is None:
        return False
    # The path is absolute, so that a name which begins with a dash is no option of the program.
    asked, quiet = [program, str(path.absolute())], subprocess.DEVNULL
    opened = subprocess.Popen(asked, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)  # noqa: S603
    try:
        return opened.wait(timeout=SOON) == 0
    except subprocess.TimeoutExpired:
        return True  # some wait until the window is closed
