"""The stages in CONTRIBUTING.md are those that run, and what `make check` tests is what a change may break."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
import tomllib
import unittest
from pathlib import Path

import affected
import cargo
import checks
import manifest
import rust_tests
from expand import ROOT, expand
from project import DEV, LOCAL


def member(folder: str, *needs: str) -> dict[str, object]:
    dependencies = [{"name": it, "path": str(ROOT / it)} for it in needs] + [{"name": "serde", "path": None}]
    return {"manifest_path": str(ROOT / folder / "Cargo.toml"), "dependencies": dependencies}


MEMBERS = [member("shared/domain"), member("functions/one", "shared/domain"), member("cli", "functions/one"), member("bench")]


class Stages(unittest.TestCase):
    def test_contributing_has_them_with_their_budgets(self) -> None:
        text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
        self.assertIn(checks.table(), text, "write the table of `checks.table()` into CONTRIBUTING.md")

    def test_together_they_keep_the_budget(self) -> None:
        self.assertLessEqual(sum(stage.budget for stage in checks.TEST), 28 * 60)


class Affected(unittest.TestCase):
    def closure(self, *files: str) -> set[str]:
        return {str(it.relative_to(ROOT)) for it in affected.closure(MEMBERS, list(files))}

    def test_who_depends_on_what_changed(self) -> None:
        self.assertEqual({"functions/one", "cli"}, self.closure("functions/one/src/main.rs"))
        self.assertEqual({"shared/domain", "functions/one", "cli"}, self.closure("shared/domain/src/lib.rs"))

    def test_documents_break_nothing_and_the_lock_file_everything(self) -> None:
        self.assertEqual(set(), self.closure("docs/alm.md"))
        self.assertEqual(4, len(self.closure("Cargo.lock")))


class Skipped(unittest.TestCase):
    def test_what_does_not_run_is_told_with_its_reason(self) -> None:
        log = "test one ... ok\ntest two ... ignored, takes long\ntest [no Docker] Three ... ignored\n"
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "log"
            path.write_text(log)
            test = cargo.Artifact("p", Path(folder), "t", None, True, ())
            outcome = rust_tests.Outcome(test, 1, 0, 2, 0.0, path)
            self.assertEqual(["two: takes long", "[no Docker] Three"], rust_tests.skipped([outcome]))


class SamLocalInvoke(unittest.TestCase):
    """`sam local invoke` finds by itself what `make up` has written."""

    settings = tomllib.loads((ROOT / "samconfig.toml").read_text())["default"]["local_invoke"]["parameters"]

    def test_it_takes_the_build_and_the_variables_of_make_up(self) -> None:
        self.assertEqual(DEV.template, ROOT / self.settings["template_file"])
        self.assertEqual(LOCAL.functions, ROOT / self.settings["env_vars"])

    def test_it_declares_the_endpoint_of_every_function(self) -> None:
        """It passes only variables that the template has."""
        given = dict(it.split("=", 1) for it in self.settings["parameter_overrides"].split())
        for name, function in expand(parameters=given).of_type("AWS::Lambda::Function"):
            self.assertIn("AWS_ENDPOINT_URL", function["Environment"]["Variables"], name)
        for name, function in expand().of_type("AWS::Lambda::Function"):
            self.assertNotIn("AWS_ENDPOINT_URL", function["Environment"]["Variables"], name)


class OneList(unittest.TestCase):
    def test_every_function_and_every_consumed_queue_is_in_the_manifest(self) -> None:
        found = manifest.manifest()
        crates = {path.parent.name for path in (ROOT / "functions").glob("*/Cargo.toml")}
        self.assertEqual(crates, {it.binary for it in found.functions})
        concerns = {name for name, it in expand().outputs.items() if name.endswith("QueueUrl")}
        self.assertEqual(concerns - set(found.queues), {it for it in concerns if re.search("DeadLetter|Failures|Undelivered", it)})

    def test_a_library_that_was_compiled_twice_is_named(self) -> None:
        one, other = {"tokio": ["a"], "serde": ["b"]}, {"tokio": ["c"], "serde": ["b"], "insta": ["d"]}
        self.assertEqual(["tokio"], cargo.compiled_otherwise(one, other))


class SharedTarget(unittest.TestCase):
    """`.ci/run` removes what a clone has built by the names of the workspace's targets: of two with one name, both."""

    def test_no_target_is_called_like_a_library(self) -> None:
        command = ["cargo", "metadata", "--no-deps", "--format-version", "1"]
        members = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)["packages"]
        targets = {target["name"].replace("-", "_") for it in members for target in it["targets"]}
        lock = tomllib.loads((ROOT / "Cargo.lock").read_text(encoding="utf-8"))["package"]
        libraries = {it["name"].replace("-", "_") for it in lock if "source" in it}
        self.assertIn("tokio", libraries)
        self.assertEqual(set(), targets & libraries)
