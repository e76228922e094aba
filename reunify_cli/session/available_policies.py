"""Which policies can be seen from here: the shipped ones and, inside a workspace, the authority's own."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from reunify_cli import shape
from reunify_cli.errors import Mistyped, Place, Unreadable, did_you_mean
from reunify_cli.frozen import dataclass
from reunify_cli.policy_store.adoptions import in_use
from reunify_cli.policy_store.policies import load_policy, policy_ids
from reunify_cli.policy_store.policy_files import policy_dirs, read_text
from reunify_cli.rules.policy import Policy, Rule
from reunify_cli.session.session import Session
from reunify_cli.store.workspace import Adopted, Workspace


@dataclass(frozen=True, slots=True)
class AvailablePolicies:
    """The policies that can be seen from a workspace, or from anywhere where there is none."""

    workspace: Workspace | None = None
    today: date = date.max

    @property
    def root(self) -> Path | None:
        """The workspace's folder, if there is one."""
        return self.workspace.root if self.workspace else None

    @property
    def adopted(self) -> Adopted | None:
        """The policy in use in this workspace for whoever comes today; None outside of one."""
        return in_use(self.workspace, self.today) if self.workspace else None

    @property
    def here(self) -> str:
        """The id of the policy that this workspace works by; "" outside of one."""
        return self.adopted.id if self.adopted else ""

    def ids(self) -> list[str]:
        """Every policy, the workspace's own first."""
        return sorted(policy_ids(self.root), key=lambda each: (each != self.here, each))

    def policy(self, policy_id: str) -> Policy:
        """A policy by id. Raises Unreadable with every problem of its files."""
        return load_policy(policy_id, self.root)

    def each(self, policy_ids: list[str]) -> Iterator[tuple[str, Policy | Unreadable]]:
        """Those policies; one that cannot be read comes as what is wrong with it."""
        for policy_id in policy_ids:
            try:
                yield policy_id, self.policy(policy_id)
            except Unreadable as error:
                yield policy_id, error

    def chosen(self, names: list[str]) -> list[str]:
        """The ids of the policies named, or all where none is. Raises Mistyped for one that there is not."""
        known = self.ids()
        for name in names:
            if name not in known:
                near = did_you_mean(name, known)
                raise Mistyped(f'There is no policy "{name}".{near}', help=f"There are: {', '.join(known)}.")
        return list(dict.fromkeys(names)) or known

    def one(self, name: str) -> str:
        """The id of the one policy named, or of this workspace's where none is. Raises Mistyped where neither helps."""
        if name or not self.here:
            found = self.chosen([name] if name else [])
            if not name:
                raise Mistyped("Say which policy.", help=f"There are: {', '.join(found)}.")
            return found[0]
        return self.here

    def head(self, policy_id: str) -> dict[str, Any]:
        """What stands in a policy's policy.yaml."""
        for root in policy_dirs(self.root):
            path = root / policy_id / "policy.yaml"
            if path.is_file():
                data = shape.load(read_text(path), path.name).data
                return data if isinstance(data, dict) else {}
        return {}

    def place(self, rule: Rule) -> Place:
        """Where a rule stands, as `file:line`: its file is read again for it, so only ask where something is wrong."""
        for root in policy_dirs(self.root):
            path = root / rule.policy / rule.file.rpartition("/")[2]
            if not path.is_file():
                continue
            loaded = shape.load(read_text(path), rule.file)
            for i, raw in enumerate(loaded.data.get("rules") or ()):
                if raw.get("id") == rule.id:
                    return loaded.place(("rules", i))
        return self._changed_at(rule) or Place(rule.file)

    def _changed_at(self, rule: Rule) -> Place | None:
        """Where a policy changes a rule of another one; None where it does not."""
        for root in policy_dirs(self.root):
            for path in sorted((root / rule.policy).glob("*.yaml")):
                loaded = shape.load(read_text(path), f"policies/{rule.policy}/{path.name}")
                changed = loaded.data.get("override") if isinstance(loaded.data, dict) else None
                if isinstance(changed, dict) and rule.id in changed:
                    return loaded.place(("override", rule.id), key=True)
        return None


def available_policies(session: Session) -> AvailablePolicies:
    """The policies seen from where somebody stands; outside a workspace the shipped ones.

    Raises Mistyped for a folder given by -C that is none.
    """
    try:
        return AvailablePolicies(session.workspace.files, session.today)
    except Mistyped:
        if session.roots:
            raise
        return AvailablePolicies()
