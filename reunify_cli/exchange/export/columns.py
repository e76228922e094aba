"""Every column of every exported table: its name, its type and what it means, declared once."""

from typing import Final, Literal

from reunify_cli.frozen import dataclass

Kind = Literal["text", "date", "time", "instant", "whole", "yes-no", "json"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    kind: Kind
    about: str


@dataclass(frozen=True, slots=True)
class Table:
    """One exported table, and the date by whose year its files are divided ("" where they are not)."""

    name: str
    about: str
    by_year_of: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(column.name for column in self.columns)


CASE: Final = Column("case", "text", "the case's id; unique within an authority")

CASES: Final = Table(
    "cases", "one row for each child, as things stood on the day of the export", "",
    (
        CASE,
        Column("case_open", "yes-no", "whether the case is open"),
        Column("looked_after", "yes-no", "whether the child is looked after; empty where that is not recorded"),
        Column("ended", "text", "what has ended, without its day: died, eighteen, closed, or ceased (care)"),
        Column("legal_status", "text", "legal status, in the vocabulary's words"),
        Column("lives_with", "text", "who the child lives with, in the vocabulary's words"),
        Column("stage", "text", "the stage of the return home"),
        Column("holder", "text", "who holds the case: the colleague's key"),
        Column("birth_year", "whole", "the year of birth; the day is not exported"),
        Column("sex", "text", "girl or boy; empty where it is written in other words"),
        Column("entries", "whole", "how many entries count"),
        Column("first_entry", "date", "the day of the first"),
        Column("last_entry", "date", "the day of the last"),
        Column("policy", "text", "the policy that the case is judged by"),
        Column("policy_digest", "text", "the digest of that policy with all it builds on"),
        Column("as_of", "date", "the day on which things stood so"),
    ),
)  # fmt: skip
EVENTS: Final = Table(
    "events", "one row for each entry that counts, corrections applied and withdrawn entries left out", "date",
    (
        CASE,
        Column("entry", "text", "the entry's id; unique within a case"),
        Column("event", "text", "what happened, in the vocabulary's words"),
        Column("group", "text", "the vocabulary's group of such events"),
        Column("date", "date", "the day it happened; empty for one on which the child or a relative was born"),
        Column("time", "time", "the time by the clock in London, where it is recorded"),
        Column("by", "json", "who did it, as a list"),
        Column("of", "text", "the entry, person or item of a plan that it is about"),
        Column("until", "date", "until when it holds"),
        Column("recorded", "instant", "when it was recorded, UTC"),
        Column("recorded_by", "text", "who wrote it down"),
        Column("corrected", "yes-no", "whether it was corrected since"),
        Column("has_note", "yes-no", "whether there is a note, which is not exported"),
        Column("has_document", "yes-no", "whether it names a document, which is not exported"),
        Column("fields", "json", "what else it says by the vocabulary's fields; what was written freely is left out"),
    ),
)  # fmt: skip
DUTIES: Final = Table(
    "duties", "one row for each duty, as judged on the day of the export", "due",
    (
        CASE,
        Column("duty", "text", "the duty's id: case, rule, anchor, and the person or item it is about"),
        Column("rule", "text", "the rule's id; `action` for a task of the case's own plan or meeting"),
        Column("register", "text", "the ids under which the rule stands in the register of the sources"),
        Column("weight", "text", "law, policy, guidance, or plan for a task"),
        Column("strength", "text", "must, should, recommend or may"),
        Column("owner_role", "text", "the role that owes it"),
        Column("owner", "text", "who held that role, by key"),
        Column("standing", "text", "how it stood on the day of the export"),
        Column("due", "date", "the day it is or was due; empty where it has no date"),
        Column("due_time", "time", "the time, where the rule counts hours"),
        Column("other_due", "date", "the day by another reading; where the date is not certain, the last one possible"),
        Column("met_on", "date", "the day it was met"),
        Column("late_by_days", "whole", "days from the due day to the day it was met, or to the day of the export"),
        Column("anchor_event", "text", "the event it is counted from"),
        Column("anchor_date", "date", "the day it is counted from"),
        Column("each", "text", "the person or item it is about, where the rule has one duty for each"),
        Column("seen", "yes-no", "whether a manager has recorded having seen the breach"),
        Column("varied", "yes-no", "whether a manager made an exception"),
        Column("unverified", "yes-no", "whether the wording of the source is not checked; such a duty is never late"),
        Column("cite", "text", "the source"),
        Column("at", "text", "the place in the source"),
        Column("policy", "text", "the policy that the case is judged by"),
        Column("policy_digest", "text", "its digest"),
        Column("sure", "text", "how the rule is known: primary (its text), secondary (another document), unverified"),
    ),
)  # fmt: skip
FACTS: Final = Table(
    "facts", "one row for each stretch of days on which something was so", "starts",
    (
        CASE,
        Column("fact", "text", "what was so: legal-status, lives-with, stage, looked-after, ..."),
        Column("value", "text", "its value in the vocabulary's words; yes or no; empty where it was not known"),
        Column("starts", "date", "the first day; what held before anything was recorded is left out"),
        Column("start_time", "time", "the time on that day, where it is recorded"),
        Column("ends", "date", "the day it ended, which the next row's first day is; empty where it goes on"),
        Column("entry", "text", "the entry that made it so"),
    ),
)  # fmt: skip
TABLES: Final = (CASES, EVENTS, DUTIES, FACTS)
