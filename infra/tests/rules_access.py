"""Rules of who may do what: least rights, one role each, nothing without TLS."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from model import Stack, Template

Statement = Template
POLICIES = ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy")

# Actions that AWS grants for all resources or not at all, each with the reason. None is needed so far;
# `cloudwatch:PutMetricData` would be one, which the metrics in log lines make needless.
RESOURCELESS_ACTIONS: Mapping[str, str] = {}

WITHOUT_TLS = {"Bool": {"aws:SecureTransport": "false"}}


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


@dataclass(frozen=True)
class Right:
    """A statement of a role's own policy or of one that is attached to it."""

    # Where it stands: the role or the policy.
    name: str
    # Who has it; none if the policy is attached to no role of this stack.
    role: str | None
    statement: Statement


def rights(stack: Stack) -> Iterator[Right]:
    """What roles may do, wherever it stands."""
    for name, role in stack.of_type("AWS::IAM::Role"):
        for policy in role.get("Policies", []):
            yield from (Right(name, name, it) for it in as_list(policy["PolicyDocument"]["Statement"]))
    for name, policy in stack.of_type(*POLICIES):
        for owner in policy.get("Roles") or [None]:
            role = stack.named_in(owner)
            yield from (Right(name, role, it) for it in as_list(policy["PolicyDocument"]["Statement"]))


def _resource_statements(stack: Stack) -> Iterator[tuple[str, Statement]]:
    for name, resource in stack.resources.items():
        document = resource.get("Properties", {}).get("PolicyDocument", {})
        if resource["Type"].startswith("AWS::IAM::"):
            continue
        yield from ((name, it) for it in as_list(document.get("Statement")))


def allowed(stack: Stack) -> Iterator[tuple[str, Statement]]:
    """Every statement that allows something, by the name of where it stands."""
    of_roles = ((right.name, right.statement) for right in rights(stack))
    for statements in (of_roles, _resource_statements(stack)):
        yield from ((name, it) for name, it in statements if it["Effect"] == "Allow")


def actions_are_named(stack: Stack) -> list[str]:
    violations = []
    for name, statement in allowed(stack):
        if "NotAction" in statement:
            violations.append(f"{name} allows all actions but some")
        violations += [f"{name} allows {it}" for it in as_list(statement.get("Action")) if "*" in it or "?" in it]
    return violations


def _is_any(resource: str) -> bool:
    """All resources, or all of a kind: `*`, `arn:aws:sqs:*:*:*`, `arn:aws:s3:::*/*`."""
    return resource.split(":", 5)[-1].strip("*/") == ""


def _only_phones(stack: Stack) -> set[str]:
    """The roles that may publish to no topic: what is left of `sns:Publish` are phone numbers, which have no ARN."""
    topics = re.compile(r"arn:[^:]+:sns:\*:\*:\*")
    return {
        right.role
        for right in rights(stack)
        if (right.statement["Effect"], right.statement.get("Action")) == ("Deny", "sns:Publish")
        and "Condition" not in right.statement
        and topics.fullmatch(str(right.statement.get("Resource")))
        and right.role is not None
    }


def resources_are_named(stack: Stack, resourceless: Mapping[str, str] = RESOURCELESS_ACTIONS) -> list[str]:
    violations = []
    only_phones = _only_phones(stack)
    for right in rights(stack):
        statement = right.statement
        if statement["Effect"] != "Allow":
            continue
        free = {*resourceless, *(["sns:Publish"] if right.role in only_phones else [])}
        actions = [it for it in as_list(statement.get("Action")) if it not in free]
        if "NotResource" in statement or any(map(_is_any, as_list(statement.get("Resource")))):
            violations += [f"{right.name} allows {action} on any resource" for action in actions]
    return violations


def policies_are_our_own(stack: Stack) -> list[str]:
    return [
        f"{name} has the managed policy {arn}, whose rights nobody reviews"
        for name, role in stack.of_type("AWS::IAM::Role")
        for arn in role.get("ManagedPolicyArns", [])
        if stack.named_in(arn) is None
    ]


def policies_are_attached_to_roles_of_the_stack(stack: Stack) -> list[str]:
    violations = []
    for name, policy in stack.of_type(*POLICIES):
        roles = list(map(stack.named_in, policy.get("Roles", [])))
        known = [role for role in roles if role and stack.resources[role]["Type"] == "AWS::IAM::Role"]
        if len(roles) != 1 or known != roles or policy.get("Users") or policy.get("Groups"):
            violations.append(f"{name} is not attached to exactly one role of this stack")
    return violations


def functions_wait_for_their_rights(stack: Stack) -> list[str]:
    """A function may be called as soon as it is there, and Lambda tries the rights when it makes a mapping."""
    violations = []
    for name, function in stack.of_type("AWS::Lambda::Function"):
        role = stack.named_in(function.get("Role"))
        attached = [it for it, policy in stack.of_type(*POLICIES) if role in map(stack.named_in, policy.get("Roles", []))]
        # Who refers to a nested stack waits for all of it.
        late = {it for it in attached if "." not in it} - set(as_list(stack.resources[name].get("DependsOn")))
        violations += [f"{name} may be called before it has {policy}" for policy in sorted(late)]
    return violations


def nobody_is_let_in_unconditionally(stack: Stack) -> list[str]:
    violations = []
    for name, statement in _resource_statements(stack):
        principal = statement.get("Principal")
        values = list(principal.values()) if isinstance(principal, dict) else [principal]
        is_any = "NotPrincipal" in statement or any("*" in as_list(it) for it in values)
        if statement["Effect"] == "Allow" and is_any and not statement.get("Condition"):
            violations.append(f"{name} lets anybody in")
        if statement["Effect"] == "Allow" and isinstance(principal, dict) and "Service" in principal:
            if "aws:SourceArn" not in str(statement.get("Condition")):
                violations.append(f"{name} lets a service in on anybody's behalf")
    return violations


def invocations_name_their_source(stack: Stack) -> list[str]:
    return [
        f"{name} lets {permission['Principal']} invoke on anybody's behalf"
        for name, permission in stack.of_type("AWS::Lambda::Permission")
        if not permission.get("SourceArn")
    ]


def roles_have_one_user(stack: Stack) -> list[str]:
    violations = []
    for name, role in stack.of_type("AWS::IAM::Role"):
        trusted = [it.get("Principal", {}) for it in as_list(role["AssumeRolePolicyDocument"]["Statement"])]
        services = [service for it in trusted if set(it) == {"Service"} for service in as_list(it["Service"])]
        if len(trusted) != 1 or len(services) != 1 or "*" in services[0]:
            violations.append(f"{name} is not assumed by exactly one service")
    users: dict[str, str] = {}
    for function, properties in stack.of_type("AWS::Lambda::Function"):
        role = stack.named_in(properties.get("Role"))
        if role is None:
            violations.append(f"{function} has no role of this stack")
        elif role in users:
            violations.append(f"{function} and {users[role]} share {role}")
        else:
            users[role] = function
    return violations


def nothing_is_reached_without_tls(stack: Stack) -> list[str]:
    closed = {name for name, _ in _closed(stack)}
    kept = [name for name, _ in stack.of_type("AWS::SQS::Queue", "AWS::S3::Bucket", "AWS::SNS::Topic")]
    return [f"{name} can be reached without TLS" for name in kept if name not in closed]


# What is denied by the type of the policy. SNS refuses `sns:*` in one; what is confidential comes with this action.
ACTIONS = {"AWS::SQS::QueuePolicy": "sqs:*", "AWS::S3::BucketPolicy": "s3:*", "AWS::SNS::TopicPolicy": "sns:Publish"}


def _closed(stack: Stack) -> Iterator[tuple[str, Statement]]:
    """Queues, buckets and topics that deny these actions to whoever comes without TLS."""
    for policy, statement in _resource_statements(stack):
        condition = statement.get("Condition", {})
        action = ACTIONS.get(stack.resources[policy]["Type"], "")
        is_closing = (
            (statement["Effect"], statement.get("Principal"), statement.get("Action")) == ("Deny", "*", action)
            and condition == WITHOUT_TLS
        )
        if not is_closing:
            continue
        properties = stack.resources[policy]["Properties"]
        owners = (owner for key in ("Queues", "Bucket", "Topics") for owner in as_list(properties.get(key)))
        for owner in map(stack.named_in, owners):
            if owner and set(as_list(statement["Resource"])) >= _all_of(stack, owner):
                yield owner, statement


def _all_of(stack: Stack, owner: str) -> set[str]:
    arn = f"${{{owner}.Arn}}"
    match stack.resources[owner]["Type"]:
        case "AWS::S3::Bucket":
            return {arn, f"{arn}/*"}
        case "AWS::SNS::Topic":
            return {f"${{{owner}}}"}
    return {arn}


def mails_have_the_configured_sender(stack: Stack) -> list[str]:
    """An identity is a whole domain: without a condition, whoever has the role sends as anybody in it."""
    return [
        f"{right.name} sends mail from any address of the domain"
        for right in rights(stack)
        if right.statement["Effect"] == "Allow"
        and any(action.startswith("ses:Send") for action in as_list(right.statement.get("Action")))
        and "ses:FromAddress" not in right.statement.get("Condition", {}).get("StringEqualsIgnoreCase", {})
    ]


RULES = (
    actions_are_named,
    resources_are_named,
    policies_are_our_own,
    policies_are_attached_to_roles_of_the_stack,
    functions_wait_for_their_rights,
    nobody_is_let_in_unconditionally,
    invocations_name_their_source,
    roles_have_one_user,
    nothing_is_reached_without_tls,
    mails_have_the_configured_sender,
)
