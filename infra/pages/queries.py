"""infra/queries.yaml: the functions whose logs a query reads, and a query for the counts of each function."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping

from model import Stack
from pages import watched
from pages.markdown import Mismatch, rows
from pages.watched import Watched

# How each unit of the tables "Metrics" is summed up.
BY_UNIT = {"Count": "sum({0})", "Bytes": "max({0})", "Milliseconds": "pct({0}, 99), max({0})"}
WIDTH = 110


def blocks(stack: Stack, readmes: Mapping[str, str]) -> dict[str, str]:
    functions = watched.functions(stack)
    counting = ((it, list(_columns(it.label, readmes[it.label]))) for it in functions)
    return {
        "Functions": _groups(functions),
        "Consumers": _groups(watched.consumers(stack)),
        "Counts": "\n\n".join(_query(it, columns) for it, columns in counting if columns),
    }


def _groups(functions: Iterable[Watched]) -> str:
    return "\n".join(f"        - !Sub '/aws/lambda/{it.name}'" for it in functions)


def _columns(function: str, readme: str) -> Iterator[str]:
    for names, unit, *_ in rows(readme, "metric"):
        if unit not in BY_UNIT:
            raise Mismatch(f"the README of {function} has a metric in {unit}, which is none of {', '.join(BY_UNIT)}")
        for name in names.replace("(metric)", "").split(","):
            yield BY_UNIT[unit].format(name.strip(" `"))


def _query(function: Watched, columns: list[str]) -> str:
    stats = textwrap.fill(f"stats {', '.join(columns)} by bin(1h)", WIDTH, subsequent_indent="  ")
    name = function.identifier
    return f"""\
  {name[0].upper()}{name[1:]}Counts:
    Type: AWS::Logs::QueryDefinition
    Properties:
      Name: !Sub '${{NamePrefix}}/counts/{function.label}'
      LogGroupNames:
{_groups([function])}
      QueryString: |-
{textwrap.indent(stats, " " * 8)}"""
