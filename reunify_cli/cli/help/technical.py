"""Pages of `reunify help` on files, Windows, and answers for other programs."""

from collections.abc import Mapping
from typing import Final

from reunify_cli.cli.help.topic import Topic

TECHNICAL: Final[Mapping[str, Topic]] = {
    "files": Topic(
        "what is in a folder",
        """\
  reunify.yaml           which policy, which calendar
  team.yaml              staff and panels
  cases/RU-2026-0042/
    case.yaml            who the child and family are; by hand
    journal.yaml         what happened; only ever added to
    plan.yaml            the plan on the desk; by hand or by a form
    plans/               the plan as it was agreed, one file each time
    packs/               papers made from it

All of it is text that any editor opens. reunify check says what is wrong in
a file, with its line. reunify schema helps editors to check as you type.
The first and last line of a journal show whether it is all there. An entry by
hand goes below the last line. A journal that lost its end is not read; if you
know that it is whole, delete its first line.
known-from in case.yaml says since when the journal is complete. What fell due
before is not known. The next one counts from the last one recorded; where none
is recorded, its date is "at the latest". Once that has passed, lists ask:
record it, or that there was none
(reunify record 42 no-others what=review since=2026-06-01).""",
        "reunify schema case",
    ),
    "windows": Topic(
        "typing in Command Prompt and PowerShell",
        """\
Put quotation marks round whatever has a space, a comma or one of & | < > ^:

  reunify record 42 visit --on "26 Nov 14:00" --note "Seen & well"
  reunify record 42 review "attended=mother,father,iro"

PowerShell takes a comma without them for two words, and a $ between double
ones for a name: write 'cost $20'. Command Prompt does not know single ones.
A quotation mark inside a text:  use ' or write it in a form.

A folder has no backslash before its closing quotation mark:

  reunify -C "S:\\Childrens Services\\Northgate" next
  reunify -C \\\\server\\share\\northgate next

To save a list use --out, not >: PowerShell's > changes the letters.
Close a file in Word or Excel before reunify writes to it again.""",
        'reunify record 42 visit seen=yes --on "26 Nov" --yes',
    ),
    "tab": Topic(
        "letting the Tab key finish a word",
        """\
Once, in the window in which you type. Then open a new one:

  bash         _REUNIFY_COMPLETE=source_bash reunify >> ~/.bashrc
  zsh          _REUNIFY_COMPLETE=source_zsh reunify >> ~/.zshrc
  fish         env _REUNIFY_COMPLETE=source_fish reunify > \\
                 ~/.config/fish/completions/reunify.fish
  PowerShell   $env:_REUNIFY_COMPLETE = "source_powershell"
               reunify >> $PROFILE
               $env:_REUNIFY_COMPLETE = ""

After that reunify ov and the Tab key write  reunify overdue. Commands and
their options are finished so, never a child's name or number.""",
        "reunify help",
    ),
    "json": Topic(
        "answers for other programs",
        """\
Every command takes --json:

  {"schema_version": 1, "kind": "duties", "as_of": "2026-11-22",
   "read": 110, "unread": [], "items": []}

Keys are only ever added. Days are ISO; a due hour has its time. unread names
every child who could not be read, and why. Lists also take --format csv and
--out FILE. With --json nothing is asked: commands that write want --yes.""",
        "reunify events --json",
    ),
    "exit-codes": Topic(
        "what the number means when a command ends",
        """\
  0    done
  1    the answer is no: findings, a closed gate, a failing policy example
  2    mistyped
  3    a file could not be read or written; nothing was changed; or a list
       leaves somebody out, and says whom
  130  stopped with Ctrl-C""",
        "reunify help dates",
    ),
}
