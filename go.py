#!/usr/bin/env python3
"""Sets reunify up on a bare machine and runs it: the one thing to type after fetching the project.

    python3 go.py demo     set up, then lay down a worked workspace of invented children and show it
    python3 go.py test     set up, then run the tests; further words go to pytest

On Windows type `py go.py demo`. Nothing but Python itself is needed, and nothing is changed outside the
folder `.venv` beside this file. Everything fetched is checked against a digest that stands in this folder.
"""

# What stands outside functions, and every annotation, is kept readable for old Pythons: one that is too old
# should say so, and not stumble over the file that would tell it.

import hashlib
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = str(VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
STAMP = VENV / "installed-by-go.txt"
PINS = {"demo": HERE / ".ci" / "demo.txt", "test": HERE / ".ci" / "requirements.txt"}
"""The packages each verb needs, each with its version and digests."""
PIP = "pip-26.3-py3-none-any.whl"
PIP_DIGEST = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
"""The pip that is fetched where Python brings none, and its sha256."""
INDEX = "https://pypi.org/simple"
"""Where pip itself looks unless its settings say otherwise."""


class Stop(Exception):
    """Setting up cannot go on; says why in a sentence for people."""


def main(words: "list[str]") -> int:
    """Do what the words ask; the exit code is that of what was run, 2 if mistyped, 3 if it was not set up."""
    if sys.version_info < (3, 11):
        print(f"reunify needs Python 3.11 or later, and this is {sys.version.split()[0]}.")
        print("If a newer one is installed, name it: python3.12 go.py demo")
        return 3
    if not words or words[0] not in {"demo", "test"}:
        print(__doc__)
        return 2
    verb, rest = words[0], words[1:]
    try:
        set_up(verb)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 3
    if verb == "test":
        return subprocess.call([PYTHON, "-m", "pytest", "-n", "auto", *rest], cwd=HERE)  # on every core
    return subprocess.call([PYTHON, "-m", "reunify_cli", "demo", *rest])


def set_up(verb: str) -> None:
    """Make the virtual environment and install the project in it, unless that was done already.

    Only packages whose digests stand in PINS are installed, and only as wheels: a source archive would fetch more to
    build itself. The stamp says what was installed; it is done again once pyproject.toml, the pins, the Python or the
    place changed. Raises Stop.
    """
    missing = [path for path in PINS.values() if not path.exists()]
    if missing:
        raise Stop(f"The file {missing[0]} is missing, and nothing is installed without it.\nFetch the project again.")
    about = [path.read_bytes() for path in (HERE / "pyproject.toml", *PINS.values())]
    fingerprint = hashlib.sha256(b"".join(about) + f"{sys.version} {VENV}".encode()).hexdigest()
    installed = STAMP.read_text(encoding="utf-8").split() if STAMP.exists() else []
    if fingerprint in installed and ("test" in installed or verb == "demo"):
        return
    print("Setting up in .venv (once; a minute or two) ...", flush=True)
    if not works():
        make_venv()
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    fetched = ["--require-hashes", "--only-binary", ":all:", "-r", str(PINS[verb])]
    # The builder is among the pins, so building the project itself fetches nothing more.
    own = ["--no-index", "--no-deps", "--no-build-isolation", "--editable", str(HERE)]
    if any(subprocess.call([*pip, *step]) != 0 for step in (fetched, own)):
        raise Stop(
            "The packages reunify needs could not be installed; what pip said is above.\n"
            "Is this machine on the network? Behind a proxy, set HTTPS_PROXY. Then run the command again."
        )
    STAMP.write_text(f"{fingerprint}\n{verb}\n", encoding="utf-8")


def works() -> bool:
    """Whether there is an environment whose Python and pip run, made here and by this Python."""
    ask = [PYTHON, "-c", "import pip, sys; print(sys.prefix, sys.version)"]
    try:
        answer = subprocess.run(ask, capture_output=True, encoding="utf-8", check=False)
    except OSError:
        return False
    return answer.stdout.strip() == f"{VENV} {sys.version}"


def make_venv() -> None:
    """Make the environment afresh, with pip in it.

    Debian and Ubuntu keep the piece that puts pip into an environment in a package of its own, python3-venv.
    Where that is missing, pip is fetched as a wheel, which Python can run as it is.
    """
    import venv
    from importlib.util import find_spec

    with_pip = find_spec("ensurepip") is not None
    try:
        venv.EnvBuilder(clear=True, symlinks=os.name != "nt", with_pip=with_pip).create(VENV)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Stop(f"The folder {VENV} could not be made: {error}") from error
    if not with_pip:
        wheel = fetch_pip()
        if subprocess.call([PYTHON, f"{wheel}/pip", "install", "--quiet", "--no-index", str(wheel)]) != 0:
            raise Stop("pip was fetched but would not install itself; what it said is above.")


def fetch_pip() -> Path:
    """Fetch PIP from the package index; returns where the wheel lies. Raises Stop."""
    from urllib.parse import urljoin

    page = (os.environ.get("PIP_INDEX_URL") or pip_setting("index-url") or INDEX).rstrip("/") + "/pip/"
    try:
        link = link_to(PIP, fetch(page).decode("utf-8", "replace"))
        content = fetch(urljoin(page, link))
    except (OSError, ValueError) as error:
        raise Stop(
            "This Python comes without pip, and pip could not be fetched from the package index:\n"
            f"{error}\n"
            "Is this machine on the network? On Debian and Ubuntu, `sudo apt install python3-venv` helps too."
        ) from error
    # The digest is ours and not the index's, which may name none.
    if hashlib.sha256(content).hexdigest() != PIP_DIGEST:
        raise Stop(
            "What the package index sent as pip is not pip: its digest differs.\n"
            "Run the command again. On Debian and Ubuntu, `sudo apt install python3-venv` does without."
        )
    wheel = VENV / PIP
    wheel.write_bytes(content)
    return wheel


def link_to(file: str, page: str) -> str:
    """The link to a file on a page of the index (PEP 503), without its fragment. Raises ValueError if there is none."""
    import html
    import re

    for link in re.findall(r"""<a\b[^>]*?href=["']([^"']+)["']""", page):
        address = html.unescape(link).partition("#")[0]
        if address.rsplit("/", 1)[-1] == file:
            return str(address)
    raise ValueError(f"it does not have {file}")


def fetch(address: str) -> bytes:
    """What lies at an address; a user and password written in it are used. Raises OSError if out of reach."""
    import ssl
    from base64 import b64encode
    from urllib.parse import unquote, urlsplit, urlunsplit
    from urllib.request import Request, urlopen

    parts = urlsplit(address)
    user, _, host = parts.netloc.rpartition("@")
    request = Request(urlunsplit(parts._replace(netloc=host)))
    if user:
        # Unredirected, so that it never reaches another host.
        request.add_unredirected_header("Authorization", f"Basic {b64encode(unquote(user).encode()).decode()}")
    trusted = ssl.create_default_context(cafile=os.environ.get("PIP_CERT") or pip_setting("cert"))
    answer: bytes = urlopen(request, context=trusted, timeout=60).read()
    return answer


def pip_setting(name: str) -> "str | None":
    """What pip's own settings say, where Debian and Ubuntu keep them; the user's go before the machine's."""
    import configparser

    settings = configparser.RawConfigParser(strict=False)
    user = [Path.home() / ".pip/pip.conf", Path.home() / ".config/pip/pip.conf"]
    settings.read(["/etc/pip.conf", *user, os.environ.get("PIP_CONFIG_FILE", os.devnull)], encoding="utf-8")
    return settings.get("global", name, fallback=None)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
