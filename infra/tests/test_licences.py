"""The licence of every dependency is allowed, and what is allowed is needed."""

from __future__ import annotations

import unittest

import licences

ALLOWED = {"MIT", "ISC", "Apache-2.0 WITH LLVM-exception"}
PACKAGES = licences.dependencies()


class Licences(unittest.TestCase):
    def test_every_dependency_has_one_that_is_allowed(self) -> None:
        self.assertGreater(len(PACKAGES), 400)
        self.assertEqual([], licences.refused(PACKAGES))

    def test_one_that_is_not_allowed_is_named(self) -> None:
        for licence in ("GPL-3.0-only", "MIT AND GPL-3.0-only", None):
            package = {"name": "new", "version": "1.0.0", "license": licence}
            self.assertEqual(1, len(licences.refused([*PACKAGES, package])), licence)

    def test_none_is_allowed_that_no_dependency_has(self) -> None:
        named = " ".join(package["license"] for package in PACKAGES)
        self.assertEqual([], [it for it in licences.CONFIG["licenses"]["allow"] if it not in named])


class Expressions(unittest.TestCase):
    def test_one_choice_is_enough_and_all_parts_are_needed(self) -> None:
        for expression, allowed in (
            ("MIT", True),
            ("GPL-3.0-only OR MIT", True),
            ("GPL-3.0-only/MIT", True),
            ("MIT AND ISC", True),
            ("MIT AND GPL-3.0-only", False),
            ("GPL-3.0-only OR MIT AND ISC", True),
            ("(GPL-3.0-only OR MIT) AND BSL-1.0", False),
            ("Apache-2.0 WITH LLVM-exception", True),
            ("Apache-2.0", False),
        ):
            with self.subTest(expression):
                self.assertEqual(allowed, licences.is_allowed(expression, ALLOWED))

    def test_what_is_no_expression_is_an_error(self) -> None:
        for expression in ("", "MIT ISC", "(MIT", "MIT OR", "AND"):
            with self.subTest(expression), self.assertRaises(licences.Unreadable):
                licences.is_allowed(expression, ALLOWED)


if __name__ == "__main__":
    unittest.main()
