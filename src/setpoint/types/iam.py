"""AWS::IAM types: keys that sign requests."""

from __future__ import annotations

from setpoint.types.declarations import Declarations

KINDS = {"AWS::IAM::AccessKey": Declarations(secret_attributes=["SecretAccessKey"])}
