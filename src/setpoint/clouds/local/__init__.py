"""The local cloud: processes, files and an HTTP route on this machine.

What is made here outlives the command that made it. Each process runs under a small shim of its own, which
reaps it, records its exit code and health, rotates its log, and is found again by its token after a crash.
No root is needed.

Found by discovery, and called as any other cloud. Must not know another cloud, nor who asked.
"""
