#!/usr/bin/env python3
"""In which regions the stack can be deployed, as CloudFormation's schemas say: `python infra/regions.py` lists them, and
checks the templates with cfn-lint for each of them (`--list` only lists)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "local"))

from cfnlint.helpers import REGIONS  # noqa: E402
from cfnlint.schema import ResourceNotFoundError  # noqa: E402
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER  # noqa: E402

from expand import ROOT, expand  # noqa: E402

# A stack without MailFrom needs none of it.
MAIL = "AWS::SES::"
# Closed to companies without a contract with a government.
CLOSED = ("us-iso", "eu-isoe")
TEMPLATES = ("template.yaml", *(str(path.relative_to(ROOT)) for path in sorted((ROOT / "infra").glob("*.yaml"))))


def missing(region: str, kinds: Iterable[str]) -> set[str]:
    """The types of resources that a region does not have."""
    return {kind for kind in kinds if not _has(region, kind)}


def _has(region: str, kind: str) -> bool:
    try:
        PROVIDER_SCHEMA_MANAGER.get_resource_schema(region, kind)
    except ResourceNotFoundError:
        return False
    return True


def groups(lacking: Mapping[str, set[str]]) -> dict[str, list[str]]:
    """The regions by what a stack in them can do, of what each of them lacks."""
    found: dict[str, list[str]] = {"everything": [], "no mail": [], "nothing": []}
    for region, kinds in lacking.items():
        rest = [kind for kind in kinds if not kind.startswith(MAIL)]
        found["nothing" if rest else "no mail" if kinds else "everything"].append(region)
    return found


def kinds_of_the_stack() -> set[str]:
    stack = expand(parameters={"MailFrom": "learning@example.com", "AlarmEmail": "ops@example.com"})
    return {resource["Type"] for resource in stack.resources.values()}


def lint(regions: Iterable[str]) -> int:
    return subprocess.run(["cfn-lint", "--regions", *regions, "--", *TEMPLATES], cwd=ROOT).returncode


def main() -> int:
    kinds = kinds_of_the_stack()
    regions = [region for region in sorted(REGIONS) if not region.startswith(CLOSED)]
    found = groups({region: missing(region, kinds) for region in regions})
    for what, names in found.items():
        print(f"{what:<10} {len(names):>3}  {' '.join(names)}")
    if "--list" in sys.argv[1:]:
        return 0
    code = lint([*found["everything"], *found["no mail"]])
    print("✔ cfn-lint finds nothing in any of them" if code == 0 else f"✘ cfn-lint: exit status {code}")
    return code


if __name__ == "__main__":
    sys.exit(main())
