"""OpenStack, natively: the client, what it asks of each service, and the drivers of ``OS::`` types.

- ``config`` reads ``clouds.yaml`` and ``OS_*`` as openstacksdk does;
- ``identity`` authenticates against Keystone, renews tokens and reads the catalogue;
- ``client`` sends requests: one connection pool, deadlines, safe retries, refusals as diagnostics;
- ``rest`` is the shape that most types share: a collection of a service, and how properties travel;
- ``drivers`` holds one file a resource type, in a folder a service.

It knows neither stacks nor stores. The engine opens a cloud, hands it what is wanted, and is woken by it.
"""
