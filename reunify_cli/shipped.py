"""Where the shipped policies and templates lie: beside the package in a checkout, in it once installed."""

from pathlib import Path


def policies_dir() -> Path:
    """The folder of shipped policies and calendars."""
    return _shipped("policies")


def case_templates_dir() -> Path:
    """The folder of shipped templates, for new cases and for papers."""
    return _shipped("case_templates")


def template(name: str) -> str:
    """What is laid down under a name below the shipped templates, such as `workspace/team.yaml`."""
    return (case_templates_dir() / name).read_text("utf-8")


def _shipped(name: str) -> Path:
    package = Path(__file__).resolve().parent
    # Plain paths: importlib.resources is slow to import, and pip always unpacks a wheel.
    installed = package / "_shipped" / name
    return installed if installed.is_dir() else package.parent / name
