"""Run a command, its output thrown away, and print what it cost: seconds, seconds of CPU, kilobytes, exit code.

A program of its own that imports next to nothing: the kernel counts the memory of whoever starts a process as memory
of that process, so whoever starts it must be small.
"""

import os
import sys
import time


def main(command: list[str]) -> None:
    """Run it to its end; its standard error stays ours."""
    null = os.open(os.devnull, os.O_RDWR)
    quietly = [(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, null, 1)]
    began = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ, file_actions=quietly)
    _, status, used = os.wait4(process, 0)
    took = time.perf_counter() - began
    print(took, used.ru_utime + used.ru_stime, used.ru_maxrss, os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main(sys.argv[1:])
