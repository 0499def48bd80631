#!/usr/bin/env python3
"""Says what an update from an earlier template would remove, replace or generate anew: `python infra/replacements.py [REV]`
compares the templates of a git revision (HEAD~1) with those of the work tree. Fails if something that holds data, or a
secret's value, would be lost."""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent / "local"))

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER  # noqa: E402

from expand import PSEUDO, ROOT, expand  # noqa: E402
from model import Resource, Stack  # noqa: E402

HOLDS_DATA = (
    *("AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::KMS::Key", "AWS::SQS::Queue", "AWS::SecretsManager::Secret"),
    *("AWS::ApiGatewayV2::Api", "AWS::KinesisFirehose::DeliveryStream"),
)


@dataclass(frozen=True)
class Change:
    """What happens to a resource."""

    name: str
    kind: str
    what: str

    @property
    def loses_data(self) -> bool:
        return self.kind in HOLDS_DATA

    def __str__(self) -> str:
        return f"{'✘' if self.loses_data else '-'} {self.name} ({self.kind}) {self.what}"


@cache
def create_only(kind: str) -> tuple[tuple[str, ...], ...]:
    """The properties of a type whose change replaces the resource, as CloudFormation's schemas say; each as a path."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(PSEUDO["AWS::Region"], kind).schema
    pointers = [*schema.get("createOnlyProperties", []), *schema.get("conditionalCreateOnlyProperties", [])]
    return tuple(tuple(pointer.split("/")[2:]) for pointer in pointers)


def changes(
    old: Stack, new: Stack, immutable: Callable[[str], tuple[tuple[str, ...], ...]] = create_only
) -> list[Change]:
    """What an update from one stack to another removes, replaces or generates anew."""
    return [change for name, was in old.resources.items() for change in _of(name, was, new.resources.get(name), immutable)]


def _of(
    name: str, was: Resource, now: Resource | None, immutable: Callable[[str], tuple[tuple[str, ...], ...]]
) -> Iterator[Change]:
    kind = was["Type"]
    if now is None:
        yield Change(name, kind, "is removed")
    elif now["Type"] != kind:
        yield Change(name, kind, f"becomes {now['Type']}")
    else:
        for path in immutable(kind):
            if _at(was, path) != _at(now, path):
                yield Change(name, kind, f"is replaced: {'.'.join(path)} changes")
        # Secrets Manager generates a new value whenever any of this changes, and sets a text that is given.
        for key in ("GenerateSecretString", "SecretString"):
            if kind == "AWS::SecretsManager::Secret" and _at(was, (key,)) != _at(now, (key,)):
                yield Change(name, kind, f"gets a new value: {key} changes")


def _at(resource: Resource, path: tuple[str, ...]) -> Any:
    value: Any = resource.get("Properties", {})
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def templates_of(revision: str, folder: Path) -> Path:
    """Puts the templates of a revision into a folder and returns the path of the main one."""
    command = ["git", "archive", revision, "template.yaml", "infra"]
    archive = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="data")
    return folder / "template.yaml"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("revision", nargs="?", default="HEAD~1")
    parser.add_argument("--mail-from", default="learning@example.com", help="MailFrom of both stacks; may be empty")
    options = parser.parse_args()
    given = {"MailFrom": options.mail_from}
    with TemporaryDirectory() as folder:
        old = expand(templates_of(options.revision, Path(folder)), given)
    found = changes(old, expand(parameters=given))
    print("\n".join(map(str, found)) or "nothing is removed, replaced or generated anew")
    return int(any(it.loses_data for it in found))


if __name__ == "__main__":
    sys.exit(main())
