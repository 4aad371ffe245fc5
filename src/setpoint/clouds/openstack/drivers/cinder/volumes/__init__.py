"""What a volume's life takes beyond single calls; ``cinder.volume`` puts it together.

- ``changing``, ``phases``: what changes in its own time: another type, more room, what a backup holds
- ``apart``: what can only be done to a detached volume
- ``saving``: backups
- ``removing``: why one cannot be deleted
"""
