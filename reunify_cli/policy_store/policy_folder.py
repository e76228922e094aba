"""A policy's folder as its author wrote it: policy.yaml typed, every other file as plain values with their places.

What a policy builds on is read along with it, and so is where its stages come from. The texts of all of it are kept,
because they are what a policy is pinned by when it is adopted.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from reunify_cli import shape
from reunify_cli.errors import Place, Problem, Unreadable, did_you_mean
from reunify_cli.frozen import dataclass, field, replace
from reunify_cli.policy_store.policy_files import CALENDARS, HEAD, REGISTER, WORDS, ids_in, read_text, shown
from reunify_cli.rules.policy import Source, Weight

SETTINGS: Final[Mapping[str, str]] = {"due-soon": r"[0-9]{1,3} ?d"}
"""The settings that a policy may give, and how each is written."""
HOW: Final = "How policies are written: policies/README.md, which comes with reunify."


@dataclass(frozen=True, slots=True)
class StageHead:
    """A stage as policy.yaml has it."""

    key: str
    title: str = ""
    makes: Mapping[str, str] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class Labels:
    """How things are called here: titles of stages by key, words for the values of a fact by fact and value."""

    stages: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """The document that a policy was written after."""

    title: str = ""
    dated: str = ""
    review_by: date | None = None
    section: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What policy.yaml says."""

    id: str
    title: str = ""
    short: str = ""
    extends: str = ""
    stages_from: str = ""
    weight: Weight = "policy"
    document: Document = Document()
    source: Source = Source()
    """The source of every rule that names no other."""
    in_force: date | None = None
    scope: Any = None
    settings: Mapping[str, str] = field(default_factory=dict)
    stages: tuple[StageHead, ...] = ()
    labels: Labels = Labels()
    review_by: date | None = None
    override: Any = None


@dataclass(frozen=True, slots=True)
class Folder:
    """A policy's folder as read, before its rules are understood."""

    id: str
    path: Path
    loaded: shape.Loaded
    head: Head
    parts: tuple[shape.Loaded, ...] = ()
    """The files of rules, guidance and overrides, by name."""
    vocabulary: shape.Loaded | None = None
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What was read, by `folder/file`."""

    @property
    def raw(self) -> Mapping[str, Any]:
        """policy.yaml as plain values."""
        found: Mapping[str, Any] = self.loaded.data
        return found


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that one policy is read from."""

    chain: tuple[Folder, ...]
    """The policy and those it builds on, nearest first; never empty."""
    words: shape.Loaded
    """The vocabulary that all policies share."""
    stages: Folder
    """Where its stages stand."""
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Every file that it was read from, by its path below `policies/`, the calendars too."""

    @property
    def digest(self) -> str:
        """A word for exactly these texts: another one as soon as any letter of them differs."""
        whole = hashlib.sha256()
        for name in sorted(self.texts):
            whole.update(name.encode() + b"\0" + self.texts[name].encode("utf-8", "surrogatepass") + b"\0")
        return whole.hexdigest()[:12]


# --- a policy with what it builds on ------------------------------------------------------------------------------


def read_book(policy_id: str, roots: Sequence[Path]) -> Book:
    """Everything that a policy is read from. Raises Unreadable with every problem of every policy.yaml concerned."""
    problems: list[Problem] = []
    chain = tuple(_chain(policy_id, roots, problems))
    source = _stages_from(chain, roots, problems) if chain else None
    if source is not None:
        problems += _stages_missing(chain, source)
    if problems or source is None:
        raise Unreadable(*in_order(problems))
    base = next((root / WORDS for root in reversed(roots) if (root / WORDS).is_file()), roots[-1] / WORDS)
    text = read_text(base)
    texts = {WORDS: text, **_calendars(roots)}
    for each in chain:
        texts |= each.texts
    texts.setdefault(f"{source.id}/{HEAD}", source.loaded.text)
    return Book(chain, shape.load(text, shown(base)), source, texts)


def _chain(policy_id: str, roots: Sequence[Path], problems: list[Problem]) -> Iterator[Folder]:
    """The policy's folder and those it builds on, nearest first."""
    seen: list[str] = []
    wanted = policy_id
    last: Folder | None = None
    while wanted:
        place = last.loaded.place(("extends",)) if last else None
        if wanted in seen:
            circle = " -> ".join((*seen[seen.index(wanted) :], wanted))
            help = f"Take extends: {wanted} out of one of them."
            problems.append(Problem(place, f"These policies build on one another in a circle: {circle}.", help))
            return
        seen.append(wanted)
        folder = read_folder(wanted, roots, problems, place)
        if folder is None:
            return
        yield folder
        wanted, last = folder.head.extends, folder


def _stages_from(chain: Sequence[Folder], roots: Sequence[Path], problems: list[Problem]) -> Folder:
    """The nearest policy that has stages, or the one that it takes them from; the policy itself where none has any."""
    for folder in chain:
        if folder.head.stages:
            return folder
        name = folder.head.stages_from
        if name:
            at = folder.loaded.place(("stages-from",))
            found = next((f for f in chain if f.id == name), None) or read_folder(
                name, roots, problems, at, whole=False
            )
            if found is not None and not found.head.stages:
                problems.append(Problem(at, f'The policy "{name}" has no stages to take.', HOW))
            return found or folder
    return chain[0]


def _stages_missing(chain: Sequence[Folder], source: Folder) -> Iterator[Problem]:
    """Stages that a policy beneath has rules for, and that are not among those taken."""
    keys = {stage.key for stage in source.head.stages}
    for folder in chain:
        if missing := [stage.key for stage in folder.head.stages if stage.key not in keys]:
            top = chain[0] if chain[0].head.stages_from and not chain[0].head.stages else source
            at = ("stages",) if top is source else ("stages-from",)
            sentence = f"the rules of {folder.id} ask for stages that are missing here: {', '.join(missing)}"
            help = "Keep their keys. A stage may have another title, and there may be more of them."
            yield top.loaded.problem(at, sentence, help, key=True)


def read_folder(
    policy_id: str, roots: Sequence[Path], problems: list[Problem], place: Place | None = None, *, whole: bool = True
) -> Folder | None:
    """One policy's folder, or None and why not; `place` is where it was named. Not `whole`: policy.yaml alone."""
    found = [root / policy_id for root in roots if (root / policy_id / HEAD).is_file()]
    path = found[0] if found else None
    if len(found) > 1:
        # Two policies of one name: every screen would name the shipped one and show the other.
        sentence = f'"{policy_id}" is the name of a policy that comes with reunify. No folder here may have it.'
        help = f"Rename this folder (policies/{policy_id}-own, say) and let it build on the other: extends: {policy_id}"
        problems.append(Problem(Place(shown(found[0] / HEAD)), sentence, help))
    if path is None:
        known = ids_in(roots)
        near = did_you_mean(policy_id, known)
        problems.append(Problem(place, f'There is no policy "{policy_id}".{near}', f"There are: {', '.join(known)}."))
        return None
    files: dict[str, shape.Loaded] = {}
    names = [path / HEAD] if not whole else sorted(path.glob("*.yaml"))
    for file in names:
        if not file.name.endswith(".test.yaml") and file.name != REGISTER:
            try:
                files[file.name] = shape.load(read_text(file), shown(file))
            except Unreadable as error:
                problems += error.problems
    head = _head(files.pop(HEAD, None), policy_id, problems)
    if head is None:
        return None
    words = files.pop(WORDS, None)
    texts = {each.file.rpartition("/")[2]: each.text for each in (head[0], *files.values(), *filter(None, [words]))}
    named = {f"{policy_id}/{name}": text for name, text in texts.items()}
    return Folder(policy_id, path, *head, tuple(files.values()), words, named)


def _head(loaded: shape.Loaded | None, policy_id: str, problems: list[Problem]) -> tuple[shape.Loaded, Head] | None:
    """policy.yaml, typed; None and what is wrong where it cannot be read."""
    if loaded is None:
        return None
    unlike = list(_stages_unlike(loaded))
    if unlike:
        problems += unlike
        return None
    try:
        head = shape.read(Head, loaded)
    except Unreadable as error:
        problems += helped(error.problems)
        return None
    if head.id != policy_id:
        help = f"Write id: {policy_id}, or call the folder {head.id}."
        problems.append(loaded.problem(("id",), f'the id here should be "{policy_id}", the name of its folder', help))
    keys = [stage.key for stage in head.stages]
    for i, key in enumerate(keys):
        if key in keys[:i]:
            help = "Give each stage a key of its own."
            problems.append(loaded.problem(("stages", i, "key"), f'the stage "{key}" stands here twice', help))
    if head.extends and "scope" in loaded.data:
        help = "Take it out, and narrow a rule of yours with its own while:"
        problems.append(loaded.problem(("scope",), "the scope is set by the policy at the bottom", help, key=True))
    elif "scope" in loaded.data and not head.scope:
        problems.append(loaded.problem(("scope",), "the scope is left empty", "Fill it in, or take the line out."))
    for name, value in head.settings.items():
        if name not in SETTINGS:
            near = did_you_mean(name, SETTINGS)
            help = "" if near else f"There are: {', '.join(SETTINGS)}."
            problems.append(loaded.problem(("settings", name), f'"{name}" is not a setting.{near}', help, key=True))
        elif not re.fullmatch(SETTINGS[name], value):
            problems.append(loaded.problem(("settings", name), f'"{value}" is not a number of days', "Such as 14 d."))
    return loaded, head


def _stages_unlike(loaded: shape.Loaded) -> Iterator[Problem]:
    """Stages in another shape than theirs, such as bare words: said with the shape that they have."""
    raw = loaded.data.get("stages") if isinstance(loaded.data, Mapping) else None
    help = "Write each on a line of its own:  - {key: first, title: First look}"
    if raw is not None and not isinstance(raw, list):
        yield loaded.problem(("stages",), "`stages` is a list, each with a key and a title", help)
    for i, each in enumerate(raw if isinstance(raw, list) else ()):
        if not isinstance(each, Mapping):
            yield loaded.problem(("stages", i), f'a stage has a key and a title, and "{each}" is one word', help)


def helped(problems: Iterable[Problem]) -> list[Problem]:
    """Problems, each with what to do about it where it does not say so yet."""
    return [each if each.help or "Did you mean" in each.sentence else replace(each, help=HOW) for each in problems]


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems as somebody mends them: file by file, from the top, each once."""
    places = {each: each.place or Place("") for each in dict.fromkeys(problems)}
    return sorted(places, key=lambda each: (places[each].file, places[each].line or 0, places[each].column or 0))


def _calendars(roots: Sequence[Path]) -> dict[str, str]:
    """The calendars that can be seen: they decide on dates, so they are part of what is pinned."""
    found: dict[str, str] = {}
    for root in roots:
        for path in sorted((root / CALENDARS).glob("*.yaml")):
            found.setdefault(f"{CALENDARS}/{path.name}", read_text(path))
    return found
