"""The store in one SQLite file that several processes share, or in memory.

Opening and connections, the one writer with its group commit, what each write of a batch does, and reading. Made by
`store.door`; everybody else speaks to the protocols in `store.records`. Must not know what its records mean to the
engine, beyond the rules that keep them whole: epochs, the order of a journal, names in use, who refers to a secret.
"""
