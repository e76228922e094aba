"""Which papers there are, and which one somebody means."""

from __future__ import annotations

from reunify_cli.frozen import dataclass, replace
from reunify_cli.model.vocabulary import Vocabulary, spoken
from reunify_cli.papers.readers import Kind

GENERAL = "general"
"""The template of every paper that has none of its own."""
LENDER = "care-team"
"""The policy whose headings are borrowed for a meeting of which a case's own policy says nothing."""
_MEETINGS = frozenset(("meetings", "reviews"))
"""The groups of events that are meetings; those with minutes have the general paper."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A kind of paper."""

    name: str
    template: str
    event: str = ""
    """The meeting it is for; "" where it is for none."""
    title: str = ""
    """What stands above it; the meeting's own title where empty."""
    subtitle: str = ""
    aliases: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    """The roles that are invited besides those a rule asks for."""
    about: tuple[str, ...] = ()
    """The events that it is about, where it is for no meeting: what asks for them asks for it."""
    theme: str = ""
    """The one group of events that a chronology tells of; "" where it tells of all."""
    form: bool = False
    """Whether it is something to be filled in, and no meeting."""
    readers: tuple[Kind, ...] = ("professionals",)
    """The sorts of readers it may be made for."""
    shared: str = ""
    """Its template for the child, the family and the court, who are told only what is marked as shareable."""

    @property
    def asked_by(self) -> tuple[str, ...]:
        """The events by which a rule asks for this paper."""
        return (self.event,) if self.event else self.about

    def template_for(self, kind: Kind) -> Pack:
        """The paper with the template that lays it out for a sort of reader."""
        return self if kind == "professionals" or not self.shared else replace(self, template=self.shared)


RECORD, FORM = "Agenda and record", "Form and record"
SHARED = "shared-meeting"
"""The template of a meeting's paper for family and court."""
FAMILY: tuple[Kind, ...] = ("professionals", "court", "parent", "family")
PACKS: tuple[Pack, ...] = (
    Pack(
        "planning-meeting",
        "planning-meeting",
        "planning-meeting",
        subtitle=RECORD,
        aliases=("planning",),
        readers=("professionals", "parent", "family"),
        shared=SHARED,
    ),
    Pack(
        "review",
        "review",
        "review",
        title="Review of the child's case",
        subtitle="What happened since the last one, agenda, plan and what is next",
        aliases=("lac review", "review pack"),
        guests=("iro", "child", "parent", "pr-holder", "social-worker", "school", "health", "advocate", "guardian"),
        readers=FAMILY,
        shared=SHARED,
    ),
    Pack(
        "placement-with-parents",
        "placement-with-parents",
        title="Placement with parents",
        subtitle="Checklist and approval sheet",
        aliases=("pwp", "placement with parent", "placement with parents checklist", "pwp checklist"),
        about=("parent-assessment", "parent-documents-completed"),
        readers=("professionals", "court"),
        shared="shared-placement",
    ),
    Pack(
        "parent-letter",
        "parent-letter",
        title="Letter to a parent",
        aliases=("letter", "mothers letter", "fathers letter", "letter to parents"),
        readers=("parent",),
    ),
    Pack(
        "my-page",
        "my-page",
        title="The child's own page",
        aliases=("my plan", "childs page", "child's page", "page"),
        readers=("child",),
    ),
    Pack(
        "placement-agreement",
        "placement-agreement",
        title="Placement agreement",
        subtitle="What is agreed, who does what, and who signs",
        aliases=("placement agreement", "pwp agreement", "agreement"),
        about=("placement-plan", "parent-agreement"),
        readers=("professionals", "court", "parent"),
        shared="shared-agreement",
    ),
    Pack(
        "smart-plan",
        "smart-plan",
        title="SMART plan",
        subtitle="Worries, goals, actions, support and contact",
        aliases=("smart plan", "plan", "reunification plan"),
        about=("plan-agreed", "goals-set", "return-plan-made"),
        readers=FAMILY,
        shared="shared-plan",
    ),
    Pack(
        "visit-sheet",
        "visit-sheet",
        title="Visit sheet",
        subtitle="What to look at and ask on the next visit",
        aliases=("visit sheet",),
        about=("visit", "child-seen-alone"),
    ),
    Pack(
        "chronology",
        "chronology",
        title="Chronology",
        subtitle="What happened, who did it, and who wrote it down when",
        aliases=("chron", "history"),
        about=("chronology-read",),
        readers=("professionals", "court", "parent"),
        shared="shared-chronology",
    ),
)
"""The papers with a template of their own, in the order in which they are listed."""
_WITH_FAMILY = frozenset(
    ("family-meeting", "family-planning", "progress-review", "family-group-conference", "family-network-meeting")
)
"""The other meetings that are held with the family, and so have a paper for them."""
_ALSO = {
    "parent-assessment": "placement-with-parents",
    "parent-agreement": "placement-agreement",
    "placement-plan": "placement-agreement",
    "plan-agreed": "smart-plan",
    "visit": "visit-sheet",
}
"""Events whose words people use for a paper that is for no meeting."""
_THEMED = "chronology"


def pack_of(event: str) -> Pack:
    """The paper for a meeting: its own, else the general one."""
    known = next((pack for pack in PACKS if pack.event == event), None)
    general = Pack(event, GENERAL, event, subtitle=RECORD)
    return known or (replace(general, readers=FAMILY, shared=SHARED) if event in _WITH_FAMILY else general)


def form_of(event: str) -> Pack:
    """The paper to fill in for something that is no meeting."""
    return Pack(event, GENERAL, event, subtitle=FORM, form=True)


def chronology_of(said: str, vocabulary: Vocabulary) -> Pack | None:
    """The chronology of one theme, asked for as `chronology visits`; None where that is not what was said."""
    known = next(pack for pack in PACKS if pack.name == _THEMED)
    for word in map(spoken, (known.name, *known.aliases)):
        if said.startswith(f"{word} "):
            wanted = said.removeprefix(f"{word} ")
            titles = {key: spoken(title) for key, title in vocabulary.groups.items()}
            themes = [key for key, title in titles.items() if wanted in (spoken(key), title)]
            themes += [key for key, title in titles.items() if wanted in title.split(" ")]
            if themes:
                title = f"Chronology, {vocabulary.groups[themes[0]]}"
                return replace(known, name=f"{_THEMED}-{themes[0]}", title=title, aliases=(), theme=themes[0])
    return None


def find_pack(word: str, vocabulary: Vocabulary) -> Pack | None:
    """The paper that somebody means: by its name, or by any word for its meeting (`IPM`, `LAC review`, `pwp`)."""
    said = spoken(word)
    for pack in PACKS:
        if said in map(spoken, (pack.name, *pack.aliases)):
            return pack
    event = vocabulary.words.get(said)
    if event in _ALSO:
        return next(pack for pack in PACKS if pack.name == _ALSO[event])
    if event in meetings(vocabulary):
        return pack_of(event)
    return form_of(event) if event in forms(vocabulary) else chronology_of(said, vocabulary)


def meetings(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The events that a paper can be made for: meetings with minutes."""
    return tuple(name for name, kind in vocabulary.events.items() if kind.minutes and kind.group in _MEETINGS)


def forms(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The events that a paper to fill in can be made for: those with minutes that are no meeting, and those marked."""
    return tuple(
        name for name, kind in vocabulary.events.items() if kind.paper or (kind.minutes and kind.group not in _MEETINGS)
    )


def pack_words(vocabulary: Vocabulary) -> list[str]:
    """Every word for a paper, for "did you mean"."""
    own = [word for pack in PACKS for word in (pack.name, *pack.aliases)]
    papers = {*meetings(vocabulary), *forms(vocabulary)}
    themed = [f"{_THEMED} {name}" for name in vocabulary.groups]
    return [*own, *(word for word, event in vocabulary.words.items() if event in papers), *themed]
