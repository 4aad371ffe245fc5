"""The types of the local cloud: a process, a route and a file on this machine.

Called as all types are. Must not know how a process is started or a request forwarded: another cloud may drive the
same types (a process as a container, say).
"""
