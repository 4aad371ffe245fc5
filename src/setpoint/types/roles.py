"""Roles of whoever asks, as OpenStack's services want them unless their operators have policies of their own."""

from __future__ import annotations

ADMINS = ("admin",)
MANAGERS = ("admin", "manager")
BALANCERS = ("admin", "load-balancer_admin")
BALANCERS_QUOTAS = (*BALANCERS, "load-balancer_quota_admin")
