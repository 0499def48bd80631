"""Without a database nobody is told that the dependencies are fine, and every exception is needed."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import unittest

import advisories

CONFIG = tomllib.loads(advisories.CONFIG.read_text(encoding="utf-8"))
LOCKED = {it["name"] for it in tomllib.loads((advisories.ROOT / "Cargo.lock").read_text(encoding="utf-8"))["package"]}


class Advisories(unittest.TestCase):
    def test_without_a_database_it_says_that_nothing_was_checked(self) -> None:
        for arguments in ([], ["/nowhere"]):
            command = [sys.executable, advisories.__file__, *arguments]
            done = subprocess.run(command, capture_output=True, text=True)
            self.assertEqual(advisories.NOT_CHECKED, done.returncode)
            self.assertIn("advisories are not checked", done.stderr)

    def test_every_exception_names_a_dependency_and_its_reason(self) -> None:
        for exception in CONFIG["advisories"]["ignore"]:
            with self.subTest(exception["id"]):
                name, reason = exception["reason"].replace(",", " ").split(" ", 1)
                self.assertIn(name, LOCKED, "nothing is left to except: the reason begins with the dependency")
                self.assertGreater(len(reason.split()), 5)

    def test_the_section_is_where_the_database_is_written(self) -> None:
        self.assertEqual(1, advisories.CONFIG.read_text().count("\n[advisories]\n"))


if __name__ == "__main__":
    unittest.main()
