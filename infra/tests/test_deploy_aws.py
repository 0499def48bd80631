"""A deployment on AWS is of the right programs, and nothing in it is left open unawares."""

from __future__ import annotations

import struct
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

from samtranslator.yaml_helper import yaml_parse

import deploy_aws
import deployment
import elf
from console import Failure
from expand import CHOICES, ROOT

KNOWN = yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))["Parameters"]
SAID = {"AuthMode": "none", "AlmAccountId": "", "TimeZone": "Europe/Berlin", "PublicUrl": "", "AlarmEmail": ""}


def header(machine: int) -> bytes:
    return elf.START + bytes(elf.MACHINE_AT - len(elf.START)) + struct.pack("<H", machine)


class Processor(unittest.TestCase):
    def test_it_is_read_from_the_header(self) -> None:
        self.assertEqual(["arm64", "x86_64", "unknown"], [elf.processor(header(it)) for it in (183, 62, 243)])

    def test_what_is_no_program_is_unknown(self) -> None:
        for start in (b"", b"\x7fELF", b"#!/bin/sh\nexec true\n", header(183)[1:] + b"\0"):
            self.assertEqual("unknown", elf.processor(start))

    def test_this_python_is_one_of_them(self) -> None:
        self.assertIn(elf.processor_of(Path("/proc/self/exe")), elf.MACHINES.values())

    def test_a_function_for_another_processor_is_not_deployed(self) -> None:
        with TemporaryDirectory() as folder:
            for name, machine in (("IngestFunction", 183), ("SmsFunction", 62)):
                program = Path(folder, name, "bootstrap")
                program.parent.mkdir()
                program.write_bytes(header(machine))
            deployment.check_programs(Path(folder), ["IngestFunction"])
            with self.assertRaisesRegex(Failure, r"not built for arm64: SmsFunction \(x86_64\)"):
                deployment.check_programs(Path(folder), ["IngestFunction", "SmsFunction"])


class Name(unittest.TestCase):
    def test_it_has_at_most_40_characters(self) -> None:
        deployment.check_name("s" * 40)
        with self.assertRaisesRegex(Failure, "41 characters: at most 40"):
            deployment.check_name("s" * 41)

    def test_it_is_one_that_cloudformation_takes(self) -> None:
        for name in ("", "1st", "my_stack", "my stack"):
            with self.subTest(name), self.assertRaises(Failure):
                deployment.check_name(name)

    def test_the_limit_is_that_of_the_nested_templates(self) -> None:
        for path in ("infra/function.yaml", "infra/concern.yaml"):
            pattern = yaml_parse((ROOT / path).read_text(encoding="utf-8"))["Parameters"]["NamePrefix"]["AllowedPattern"]
            self.assertTrue(pattern.endswith(f"{{1,{deployment.LONGEST_NAME}}}"), pattern)


class Parameters(unittest.TestCase):
    def test_what_leaves_the_stack_open_must_be_said(self) -> None:
        deployment.check_parameters(SAID, KNOWN)
        for name in SAID:
            given = {key: value for key, value in SAID.items() if key != name}
            with self.subTest(name), self.assertRaisesRegex(Failure, f"say what {name} shall be"):
                deployment.check_parameters(given, KNOWN)

    def test_cloudformation_demands_it_too(self) -> None:
        self.assertEqual(set(CHOICES), {name for name, it in KNOWN.items() if "Default" not in it})

    def test_a_misspelt_one_is_told(self) -> None:
        with self.assertRaisesRegex(Failure, "no parameter AlarmMail"):
            deployment.check_parameters({**SAID, "AlarmMail": "ops@example.com"}, KNOWN)

    def test_a_time_zone_that_nobody_knows_is_told(self) -> None:
        with self.assertRaisesRegex(Failure, "'Europe/Atlantis' is not a time zone"):
            deployment.check_parameters({**SAID, "TimeZone": "Europe/Atlantis"}, KNOWN)

    def test_samconfig_says_nothing_for_the_operator(self) -> None:
        _, given = deployment.configured((ROOT / "samconfig.toml").read_text(encoding="utf-8"))
        with self.assertRaisesRegex(Failure, "AlmAccountId, TimeZone, PublicUrl, AlarmEmail"):
            deployment.check_parameters(given, KNOWN)

    def test_it_is_deployed_where_it_is_built(self) -> None:
        settings, given = deployment.configured((ROOT / "samconfig.toml").read_text(encoding="utf-8"))
        self.assertEqual(deploy_aws.BUILD / "template.yaml", ROOT / settings["template_file"])
        self.assertEqual(("arm64", "true"), (given["Architecture"], given["DeletionProtection"]))


class Deployments(unittest.TestCase):
    GIVEN = {**SAID, "DeletionProtection": "true"}

    def test_the_first_protects_the_tables_when_they_are_there(self) -> None:
        for status in (None, "REVIEW_IN_PROGRESS"):
            first, second = deployment.deployments(self.GIVEN, status)
            self.assertEqual(("false", "true"), (first["DeletionProtection"], second["DeletionProtection"]))
            self.assertEqual({"DeletionProtection"}, {key for key in first if first[key] != second[key]})

    def test_a_later_one_never_lifts_the_protection(self) -> None:
        [only] = deployment.deployments(self.GIVEN, "UPDATE_COMPLETE")
        self.assertEqual({**self.GIVEN, "Architecture": "arm64"}, only)

    def test_what_failed_has_to_go_first(self) -> None:
        with self.assertRaisesRegex(Failure, "ROLLBACK_COMPLETE: delete it"):
            deployment.deployments(self.GIVEN, "ROLLBACK_COMPLETE")

    def test_an_empty_value_reaches_sam(self) -> None:
        command = deploy_aws.deploy_command("milepost", "eu-central-1", SAID, confirm=True)
        self.assertIn('AlmAccountId=""', command)
        self.assertIn("--confirm-changeset", command)


class NextSteps(unittest.TestCase):
    def test_they_name_what_was_chosen(self) -> None:
        basic = {"AuthMode": "basic", "AlarmEmail": "ops@example.com"}
        text = deploy_aws.next_steps("trial", "eu-central-1", basic)
        for expected in ("ops@example.com", "user and password", "AWS_REGION=eu-central-1 milepost enrollments --stack trial"):
            self.assertIn(expected, text)
        text = deploy_aws.next_steps("trial", "eu-central-1", {"AuthMode": "none", "AlarmEmail": ""})
        self.assertIn("sent to nobody", text)
        self.assertIn("no password", text)


if __name__ == "__main__":
    unittest.main()
