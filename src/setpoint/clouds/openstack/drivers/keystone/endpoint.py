"""``OS::Keystone::Endpoint``: where a service is, in the catalogue."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.keystone.keystone import NAME, REGIONS, SERVICES, KeystoneDriver
from setpoint.clouds.openstack.rest.carrier import Extra
from setpoint.clouds.openstack.rest.field import Field


class Endpoint(KeystoneDriver):
    """An endpoint. Its name is one of the keys that Keystone just keeps."""

    path, one, many = "endpoints", "endpoint", "endpoints"
    carrier = Extra("interface")
    fields = (
        NAME,
        Field("region", "region_id", REGIONS),
        Field("service", "service_id", SERVICES),
        Field("interface"),
        Field("url"),
        Field("enabled"),
    )


DRIVER = Endpoint
