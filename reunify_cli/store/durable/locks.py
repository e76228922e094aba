"""One at a time: a lock in a case's folder for the length of one write, and how one that was left over is told.

The lock is a file that names who writes, on which machine and in which process. If that process has ended the lock is
nobody's, and the next one takes it. Of another machine only the silence can be heard: a write takes less than a second,
so a lock of ten minutes is nobody's either. Nothing rests on the lock alone: `change.py` compares before it replaces.
"""

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.frozen import dataclass
from reunify_cli.keys import FILE
from reunify_cli.store.durable import disk
from reunify_cli.store.durable.safe_read import NO_FILE

NAME: Final = ".journal.lock"
STALE: Final = 600.0
"""Seconds after which a lock is held by nobody who is still writing, whatever became of them."""
PATIENCE: Final = 4
"""How many times longer than for a file that is open elsewhere a lock is waited for: colleagues take turns."""
LARGEST: Final = 4096
"""Bytes of the largest file that is taken for a lock."""

_NO_LOCKS: Final = frozenset({errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EPERM, errno.EMLINK, errno.EINVAL})
"""What a drive answers that cannot give a file a second name."""


@dataclass(frozen=True, slots=True)
class Holder:
    """What a lock says: who writes, on which machine, in which process; a token tells two writes of one process."""

    name: str
    machine: str = ""
    process: int = 0
    token: str = ""

    @property
    def ended(self) -> bool:
        """Whether the process that holds it ran on this machine and is not there any more."""
        return bool(self.process) and self.machine == machine() and not _alive(self.process)

    def text(self) -> str:
        """The lock's lines."""
        return f"{self.name}\n{self.machine}\n{self.process} {self.token}\n"


@dataclass(frozen=True, slots=True)
class Lock:
    """A folder held by us; `text` is what its lock must say, "" on a drive that knows no locks."""

    folder: Path
    text: str

    def sound(self) -> bool:
        """Whether nobody else can have held the folder meanwhile: the lock is there and still ours."""
        with suppress(OSError):
            return bool(self.text) and (disk.read(self.folder / NAME) or b"").decode("utf-8", "replace") == self.text
        return False


def machine() -> str:
    """The machine since it was last started, as far as processes can see one another: name, start, and container."""
    name = os.environ.get("COMPUTERNAME", "") if os.name == "nt" else os.uname().nodename
    parts = [name or "this-machine"]
    with suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()[:8])
        parts.append(str(Path("/proc/self/ns/pid").stat().st_ino))
    return "/".join(parts)


@contextmanager
def locked(folder: Path, holder: str) -> Iterator[Lock]:
    """Hold a case folder for the length of one write. A lock that is nobody's any more is taken.

    Raises Unreadable that names whoever holds it, OSError where the drive says no. A drive that knows no locks gives
    one that is not sound.
    """
    mine = Holder(" ".join(holder.split()), machine(), os.getpid(), os.urandom(8).hex()).text()
    lock, new = folder / NAME, disk.beside(folder / NAME)
    try:
        handle = disk.create(new)
        try:
            disk.put(handle, mine.encode("utf-8", "replace"))
        finally:
            disk.close(handle)
        held = Lock(folder, mine if _claimed(folder, new) else "")
    except BaseException:
        with suppress(OSError):
            disk.remove(new)
        raise
    try:
        yield held
    finally:
        with suppress(OSError):
            # Somebody who thought us gone may have taken it: theirs is not ours to remove.
            if held.sound():
                disk.remove(lock)


def _claimed(folder: Path, new: Path) -> bool:
    """Make a file the folder's lock; False on a drive that knows no locks. Raises Unreadable where another is there."""
    left = most = disk.tries * PATIENCE if disk.tries > 1 else 1
    while left:
        try:
            disk.claim(new, folder / NAME)
            return True
        except FileExistsError:
            there = _holder_there(folder)
            # How long it has been silent is asked at the first try and the last: that costs a file each time.
            if there and (there.ended or (left in (1, most) and abandoned(folder, there))):
                take(folder, there)
                continue
            left -= 1
            if left:
                time.sleep(disk.pause)
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
            disk.remove(new)
            return False
    raise Unreadable(_held(folder))


def holder_of(folder: Path) -> Holder | None:
    """Who holds a case folder; None where it is free. OSError where what lies there under the lock's name is none."""
    try:
        about = (folder / NAME).lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST:
        raise OSError(errno.EINVAL, NO_FILE, str(folder / NAME))
    data = disk.read(folder / NAME)
    return None if data is None else _holder_in(data)


def no_lock(folder: Path) -> Problem:
    """What is said of a folder, a link or the like under the lock's name."""
    place = shown(folder)
    stops = "no policy can be adopted" if place == FILE else "nothing can be recorded for this child"
    sentence = f"This is not a lock that reunify made. Until it is gone, {stops}."
    lock = Place(NAME if place == FILE else f"{place}/{NAME}")
    return Problem(lock, sentence, "Look at it, then delete it by hand.")


def _holder_there(folder: Path) -> Holder | None:
    try:
        return holder_of(folder)
    except OSError as error:
        if error.errno == errno.EINVAL:
            raise Unreadable(no_lock(folder)) from None
        raise


def _holder_in(data: bytes) -> Holder:
    name, machine, process, *_ = (*data.decode("utf-8", "replace").split("\n"), "", "", "")
    number, _, token = process.partition(" ")
    return Holder(name.strip(), machine, int(number) if number.isdecimal() else 0, token)


def abandoned(folder: Path, holder: Holder) -> bool:
    """Whether a lock is nobody's: its process has ended, or it has been silent for longer than any write takes."""
    return holder.ended or silent(folder / NAME) > STALE


def silent(path: Path) -> float:
    """For how long a file, or what is in a folder, has been as it is, in seconds; 0 where there is none.

    Both ends of that time are read off files on the same drive, because two computers seldom agree on the time.
    """
    probe = disk.beside(path.with_name(".now"))
    try:
        since = max(each.lstat().st_mtime for each in (path, *path.rglob("*")))
        disk.close(disk.create(probe))
        return probe.stat().st_mtime - since
    except FileNotFoundError:
        return 0.0
    finally:
        with suppress(OSError):
            disk.remove(probe)


def take(folder: Path, holder: Holder) -> None:
    """Take a lock away that is `holder`'s and nobody's any more; one that is somebody else's by now stays.

    Two may find the same lock left over at once. So it is first moved aside, which only one of them can do, and looked
    at: were it already the faster one's own, it would go back.
    """
    aside = disk.beside(folder / NAME)
    try:
        disk.move_folder(folder / NAME, aside)
    except FileNotFoundError:
        return
    if _holder_in(disk.read(aside) or b"") != holder:
        with suppress(OSError):
            disk.claim(aside, folder / NAME)
    with suppress(OSError):
        disk.remove(aside)


def shown(folder: Path) -> str:
    """A folder that is held as problems name it: a child's, or the workspace's own by the file it is known by."""
    return f"cases/{folder.name}" if folder.parent.name == "cases" else FILE


def _held(folder: Path) -> Problem:
    place = Place(shown(folder))
    what = "file" if place.file == FILE else "case"
    holder = holder_of(folder)
    name = (holder.name if holder else "") or "Somebody"
    where = f" on {holder.machine.partition('/')[0]}" if holder and holder.machine not in ("", machine()) else ""
    return Problem(place, f"{name} is writing to this {what}{where}.", "Try again in a moment.")


def _alive(process: int) -> bool:
    """Whether a process of this machine is still running."""
    if os.name == "nt":
        return _alive_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _alive_on_windows(process: int) -> bool:
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - it is there on Windows alone, and mypy runs elsewhere
    handle = kernel.OpenProcess(0x100000, False, process)  # SYNCHRONIZE
    if not handle:
        return bool(kernel.GetLastError() == 5)  # ERROR_ACCESS_DENIED: it is somebody else's, and there
    try:
        return bool(kernel.WaitForSingleObject(handle, 0) == 0x102)  # WAIT_TIMEOUT: it has not ended
    finally:
        kernel.CloseHandle(handle)
