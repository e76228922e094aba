"""An import as the store writes it and reads it back: nothing is refused, and doing it again changes nothing."""

from datetime import date
from pathlib import Path

from reunify_cli.exchange.ssda903.plan import SYSTEM, ExistingCase, ImportPlan, plan_import
from reunify_cli.model.case import KnownSpan
from reunify_cli.store.case_files import write_new_case
from reunify_cli.store.folder import read_case, read_folder
from reunify_cli.store.journal import append
from reunify_cli.store.workspace import Workspace, case_ids
from reunify_cli.store.yaml_writer import mapping_yaml
from tests.exchange.returns import TODAY, a_return, vocabulary

EPISODES = """
501 04/05/2016 S C1 N1 U6 PR1 13/07/2016 X1
501 13/07/2016 L C2 N1 U6 PR1 09/06/2017 X1 CARPL
501 09/06/2017 P C2 N1 P1 PR0
502 04/05/2017 S V2 N1 U6 PR1 09/02/2018 E4B
503 04/05/2017 P C2 N1 K2 PR1
"""
REVIEWS = "501 08/03/2010 25/05/2016 PN1\n503 08/03/2010 11/09/2017 PN7"
MISSING = "503 08/03/2010 M 11/11/2017 13/11/2017"


def do(workspace: Workspace, plan: ImportPlan) -> None:
    for child in plan.children:
        if child.case_yaml is not None:
            write_new_case(workspace, child.case_id, mapping_yaml(child.case_yaml), child.entries)
        elif child.entries:
            journal = workspace.case_dir(child.case_id) / "journal.yaml"
            append(journal, child.entries, expected=journal.read_bytes(), holder="Dana Okafor")


def there(workspace: Workspace, today: date) -> dict[str, ExistingCase]:
    cases = [read_case(workspace, case_id, vocabulary(), today) for case_id in case_ids(workspace)]
    return {case.file.external[SYSTEM]: ExistingCase(case.id, case) for case in cases}


def test_what_is_written_reads_back_whole_and_is_not_written_again(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "northgate", "Northgate", "nspcc")
    workspace.cases.mkdir(parents=True)
    found = a_return(tmp_path / "return", EPISODES, REVIEWS, MISSING)

    do(workspace, plan_import(found, {}, TODAY))

    cases = there(workspace, TODAY)
    assert {"501", "502", "503"} == set(cases)
    assert [()] * 3 == [read_folder(workspace, case.id, vocabulary(), TODAY).problems for case in cases.values()]
    assert [()] * 3 == [child.changes for child in plan_import(found, cases, TODAY).children]


def test_what_is_known_reads_back_as_the_days_the_return_speaks_for_and_those_from_the_import_on(
    tmp_path: Path,
) -> None:
    workspace = Workspace(tmp_path / "northgate", "Northgate", "nspcc")
    workspace.cases.mkdir(parents=True)

    do(workspace, plan_import(a_return(tmp_path / "return", EPISODES, REVIEWS, MISSING), {}, TODAY))

    case = there(workspace, TODAY)["501"].case
    assert case is not None
    assert {
        "review": (KnownSpan(date(2016, 5, 4), date(2018, 3, 31)), KnownSpan(TODAY)),
        "everything": (KnownSpan(TODAY),),
    } == dict(case.known)


def test_a_newer_return_corrects_and_takes_back_on_disk_and_only_once(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "northgate", "Northgate", "nspcc")
    workspace.cases.mkdir(parents=True)
    do(workspace, plan_import(a_return(tmp_path / "first", EPISODES, REVIEWS, MISSING), {}, TODAY))
    newer = a_return(
        tmp_path / "second",
        EPISODES.replace("09/02/2018 E4B", "12/02/2018 E13").replace("K2 PR1", "P1 PR0"),
        REVIEWS.replace("PN7", "PN6"),
        MISSING.replace("13/11", "14/11"),
    )

    plan = plan_import(newer, there(workspace, TODAY), TODAY)
    do(workspace, plan)

    assert {"501": 0, "502": 4, "503": 4} == {child.number: len(child.entries) for child in plan.children}
    assert [()] * 3 == [child.changes for child in plan_import(newer, there(workspace, TODAY), TODAY).children]
