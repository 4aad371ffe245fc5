"""What a server's life takes, one matter a module; ``nova.server`` puts it together.

- ``request``: what Nova is told to make, with ``devices`` and ``user_data``
- ``networks``, ``plugging``, ``interfaces``: which port answers which wish, ports that are brought, changes of them
- ``looking``, ``waiting``, ``sight``, ``properties``: asking for one or many, and what an answer comes to
- ``changing``, ``phases``: what changes in its own time: ``interfaces``, ``resizing``, ``rebuilding``
- ``saving``: images of servers
"""
