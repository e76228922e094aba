"""The pages of `reunify help`: one topic each, at most a screen, each with an example that runs."""

from collections.abc import Mapping
from typing import Final

from reunify_cli.cli.help.every_day import DAY
from reunify_cli.cli.help.managers import MANAGERS
from reunify_cli.cli.help.meetings import MEETINGS
from reunify_cli.cli.help.technical import TECHNICAL
from reunify_cli.cli.help.topic import Topic

GROUPS: Final[Mapping[str, Mapping[str, Topic]]] = {
    "Every day": DAY,
    "Meetings, papers and stages": MEETINGS,
    "Managers and policy": MANAGERS,
    "Technical": TECHNICAL,
}
TOPICS: Final[Mapping[str, Topic]] = {name: topic for pages in GROUPS.values() for name, topic in pages.items()}
