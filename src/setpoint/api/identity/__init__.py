"""Who asks: tokens of Keystone, or, on a machine without one, a token in a file that only its owner reads.

``identity`` is what both are to the service, ``keystone`` and ``local`` the two. What Keystone tells of a ``token`` is
kept in a ``cache`` until it tells of ``revocations``. ``trusts`` are by what the service acts for a caller later on.
"""
