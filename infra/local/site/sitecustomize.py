"""Loaded by the emulator's Python: what it needs to be as fast and as correct as the stack wants it."""

import socketserver

from ministack.services import lambda_svc
from ministack.services.cloudformation import _stacks, changesets, engine, handlers, provisioners, stacks

# Answers of its Runtime API leave at once: Nagle's algorithm together with delayed acknowledgements costs 44 ms per
# invocation otherwise.
socketserver.StreamRequestHandler.disable_nagle_algorithm = True

update_resource = provisioners._update_resource


def update_with_attributes(kind, physical_id, old, new, stack, logical_id=None, attributes=None):
    """The update of a nested stack forgets the attributes of each resource in it that stays as it is, and fails at the
    first `GetAtt` of one."""
    if attributes is None:
        attributes = _stacks.get(stack, {}).get("_resources", {}).get(logical_id, {}).get("Attributes")
    return update_resource(kind, physical_id, old, new, stack, logical_id, attributes)


provisioners._update_resource = update_with_attributes

evaluate_conditions = engine._evaluate_conditions


def evaluate_with_account(template, parameters):
    """Conditions take a reference to a pseudo parameter for its name; the template's know the local stack by its account."""
    return evaluate_conditions(template, {**parameters, "AWS::AccountId": {"Value": engine.get_account_id()}})


for module in (changesets, engine, handlers, stacks):
    module._evaluate_conditions = evaluate_with_account

concurrency_of = lambda_svc._sqs_esm_concurrency


def concurrency_as_number(mapping, *arguments):
    """A maximum that the template takes from a parameter arrives as text, and stops the mapping."""
    scaling = {name: int(value) for name, value in (mapping.get("ScalingConfig") or {}).items()}
    return concurrency_of({**mapping, "ScalingConfig": scaling}, *arguments)


lambda_svc._sqs_esm_concurrency = concurrency_as_number
