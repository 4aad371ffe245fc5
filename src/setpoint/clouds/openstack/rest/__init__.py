"""The shape that most resource types share: a collection of a service, in which each thing has an address.

``field`` says how one property travels; ``carrier`` how an intent token does; ``driver`` leads a thing through its
life. A type is then a declaration, and overrides only what is its own.
"""
