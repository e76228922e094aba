"""reunify: where each looked-after child stands on the way home, what is due, and why, from plain files.

`__version__` names the build: the release it follows, when its last commit was made, and which that was, such as
`0.1.0.post20261130212435+gf5c9df3`. So a later build is a higher version and pip replaces the one before it. What is
not committed adds a digest of the content. It is worked out when it is first asked for, as everyday commands do not.
"""

RELEASE = "0.1.0"
"""The last release; raised by hand."""


def version() -> str:
    """Which build this is: as it was stamped when built, else by git, else by the content."""
    from pathlib import Path

    package = Path(__file__).resolve().parent
    root = package.parent
    stamp = package / "_shipped" / "version.txt"
    if stamp.is_file():  # a wheel
        return stamp.read_text(encoding="utf-8").strip()
    if (root / ".git").exists():
        commit = _git(root, "log", "-1", "--date=format-local:%Y%m%d%H%M%S", "--format=.post%cd+g%h")
        changed = _git(root, "status", "--porcelain", "--untracked-files=no")
        if commit and changed is not None:
            return f"{RELEASE}{commit}" + (f".d{_digest(root)}" if changed else "")
    described = root / "PKG-INFO"
    if described.is_file():  # an unpacked source archive
        for line in described.read_text(encoding="utf-8").splitlines():
            if line.startswith("Version: "):
                return line.removeprefix("Version: ")
    return f"{RELEASE}+d{_digest(root)}"


def _git(root: object, *words: str) -> "str | None":
    """What git answers about a folder; None where it does not."""
    import os
    import subprocess

    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {"TZ": "UTC"}
    try:
        words = ("git", "-C", str(root), "-c", "core.abbrev=9", *words)
        ran = subprocess.run(words, capture_output=True, encoding="utf-8", env=env, check=False)  # noqa: S603
    except OSError:
        return None
    return ran.stdout.strip() if ran.returncode == 0 else None


def _digest(root: object) -> str:
    """Eight characters of the sha256 of everything that is shipped, by the names and bytes of the files."""
    from hashlib import sha256
    from pathlib import Path

    whole = sha256()
    for room in ("reunify_cli", "policies", "case_templates"):
        files = (path for path in Path(str(root), room).rglob("*") if path.is_file() and path.suffix != ".pyc")
        for path in sorted(files):
            data = path.read_bytes()
            whole.update(f"{path.relative_to(str(root)).as_posix()}\0{len(data)}\0".encode() + data)
    return whole.hexdigest()[:8]


def __getattr__(name: str) -> str:
    if name == "__version__":
        globals()[name] = found = version()
        return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
