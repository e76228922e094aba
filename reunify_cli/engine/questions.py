"""What somebody has to decide about a child: the questions that an import of a return left, and that are still open."""

from typing import Final

from reunify_cli.engine.case_context import CaseContext
from reunify_cli.model.case import Entry

QUESTION: Final = "return-question"
ANSWER: Final = "return-answer"


def open_questions(judged: CaseContext) -> list[Entry]:
    """The questions that no one has answered, oldest first; one about an entry that was withdrawn is settled."""
    history = judged.history
    answered = {entry.of for entry in history.entries if entry.event == ANSWER}
    return [
        entry
        for entry in history.entries
        if entry.event == QUESTION and entry.id not in answered and entry.of not in history.withdrawn
    ]
