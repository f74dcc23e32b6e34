"""The policy as a page for people: who reads what for which purpose, and which fields each group holds."""

import sys

from mast.access.policy import ANY, Policy, built_in
from mast.access.tokens import Role

_HEAD = """# Who may read what

This page is made from `access/policy.toml` (`python -m mast.access.policy_page`); a test fails when they differ. What
no rule allows is refused before anything is looked up, and the refusal is on record.
"""


def page(policy: Policy) -> str:
    """The table in Markdown."""
    parts = [_HEAD, "## By role\n", _by_role(policy), "\n## Rules\n", _rules(policy), "\n## Groups of fields\n"]
    fields = [f"| {name} | {', '.join(f'`{f}`' for f in sorted(own))} |" for name, own in policy.groups.items()]
    return "\n".join([*parts, "| group | fields |\n|---|---|", *fields]) + "\n"


def _by_role(policy: Policy) -> str:
    """Group by role: the purposes for which it is open."""
    lines = [f"| | {' | '.join(Role)} |", f"|---|{'---|' * len(Role)}"]
    for name in policy.groups:
        cells = []
        for role in Role:
            found = {
                purpose
                for rule in policy.rules
                if role in rule.roles and name in rule.groups
                for purpose in rule.purposes
            }
            cells.append(", ".join(sorted(found)) or "–")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _rules(policy: Policy) -> str:
    lines = ["| rule | roles | of agency | purposes | sees facts of | areas |", "|---|---|---|---|---|---|"]
    for rule in policy.rules:
        of, sees = (", ".join(_said(agency) for agency in each) for each in (rule.agencies, rule.sees))
        areas = "all" if ANY in rule.areas else ", ".join(rule.areas)
        lines.append(
            f"| {rule.name} | {', '.join(rule.roles)} | {of} | {', '.join(rule.purposes)} | {sees} | {areas} |"
        )
    return "\n".join(lines)


def _said(agency: str) -> str:
    return {ANY: "every agency", "": "none (the machine's own user)", "own": "their own"}.get(agency, agency)


if __name__ == "__main__":
    sys.stdout.write(page(built_in()))
