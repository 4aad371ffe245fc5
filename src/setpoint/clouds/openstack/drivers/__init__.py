"""Drivers of OpenStack's resource types: a folder a service, a file a type, found by the type's name.

``OS::Neutron::SecurityGroup`` is driven by the ``DRIVER`` of ``neutron/security_group.py``.
"""
