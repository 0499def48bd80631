"""An update loses nothing: what would be removed or replaced is found, and secrets keep their values."""

from __future__ import annotations

import copy
import unittest
from collections.abc import Callable
from typing import Any

from expand import expand
from model import Stack
from replacements import changes, create_only

WHOLE = expand(parameters={"MailFrom": "learning@example.com"})

# What each generated secret is made by. CloudFormation generates a new value if anything in it changes, even in effect
# the same: never change these, add a secret instead.
PASSWORD = {
    "SecretStringTemplate": '{"username":"alm"}',
    "GenerateStringKey": "password",
    "PasswordLength": 32,
    "ExcludePunctuation": True,
}
FROZEN: dict[str, dict[str, dict[str, Any]]] = {
    "none": {"WebhookSecret": PASSWORD},
    "basic": {"WebhookSecret": PASSWORD},
    "signature": {"WebhookSecret": {**PASSWORD, "GenerateStringKey": "signatureSecret"}},
}
LOG_HASH_KEY = {"PasswordLength": 43, "ExcludePunctuation": True}
# What the operator replaces: an update with another text would overwrite the stored credentials.
ALM_CREDENTIALS = '{"clientId":"","clientSecret":"","refreshToken":""}'


def after(spoil: Callable[[Stack], object]) -> list[str]:
    new = copy.deepcopy(WHOLE)
    spoil(new)
    return [f"{it.name} {it.what}" for it in changes(WHOLE, new) if it.loses_data]


def having(name: str, **given: Any) -> Callable[[Stack], object]:
    return lambda stack: stack.resources[name]["Properties"].update(given)


class Secrets(unittest.TestCase):
    def test_no_release_generates_one_anew(self) -> None:
        for mode, secrets in FROZEN.items():
            stack = expand(parameters={"AuthMode": mode})
            frozen = {**secrets, "LogHashKey": LOG_HASH_KEY}
            found = dict(stack.of_type("AWS::SecretsManager::Secret"))
            generated = {name: it["GenerateSecretString"] for name, it in found.items() if "GenerateSecretString" in it}
            self.assertEqual(frozen, generated, mode)

    def test_stored_credentials_are_not_overwritten(self) -> None:
        self.assertEqual(ALM_CREDENTIALS, WHOLE.resources["AlmCredentials"]["Properties"]["SecretString"])

    def test_no_secret_has_a_name_that_could_change(self) -> None:
        self.assertFalse([name for name, it in WHOLE.of_type("AWS::SecretsManager::Secret") if "Name" in it])


class Update(unittest.TestCase):
    def test_the_same_template_changes_nothing(self) -> None:
        self.assertEqual([], changes(WHOLE, copy.deepcopy(WHOLE)))

    def test_what_is_renamed_is_removed(self) -> None:
        def rename(stack: Stack) -> None:
            stack.resources["EventQueue"] = stack.resources.pop("EventsQueue")

        self.assertEqual(["EventsQueue is removed"], after(rename))

    def test_what_cannot_be_changed_is_replaced(self) -> None:
        key = [{"AttributeName": "id", "KeyType": "HASH"}]
        self.assertEqual(["HistoryTable is replaced: KeySchema changes"], after(having("HistoryTable", KeySchema=key)))
        queue = "ArchiveConcern.Queue"
        self.assertEqual([f"{queue} is replaced: QueueName changes"], after(having(queue, QueueName="other")))

    def test_a_secret_that_is_made_otherwise_gets_a_new_value(self) -> None:
        longer = having("LogHashKey", GenerateSecretString={**LOG_HASH_KEY, "PasswordLength": 44})
        self.assertEqual(["LogHashKey gets a new value: GenerateSecretString changes"], after(longer))

    def test_what_can_be_changed_is_no_loss(self) -> None:
        self.assertEqual([], after(having("EventsQueue", VisibilityTimeout=61)))

    def test_a_function_may_be_replaced(self) -> None:
        new = copy.deepcopy(WHOLE)
        having("IngestFunction", FunctionName="other")(new)
        [change] = changes(WHOLE, new)
        self.assertEqual(("IngestFunction", False), (change.name, change.loses_data))

    def test_the_schemas_are_those_of_cloudformation(self) -> None:
        self.assertIn(("QueueName",), create_only("AWS::SQS::Queue"))
        self.assertIn(("TopicArn",), create_only("AWS::SNS::Subscription"))


if __name__ == "__main__":
    unittest.main()
