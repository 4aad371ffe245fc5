#!/usr/bin/env bash
# Makes .venv, with Setpoint and what its tests need, from the newest Python 3.11+ on PATH.
# A stamp remembers what it was made from, so that a second run returns at once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PIP_NO_COLOR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore

fail() {
    printf 'setpoint: %s\n' "$@" >&2
    exit 1
}

# The environment belongs to this folder and to these dependencies.
wanted_stamp() { { pwd -P; cat pyproject.toml; } | sha256sum | cut -d' ' -f1; }

is_current() { [[ -x .venv/bin/python && "$(cat .venv/stamp 2>/dev/null)" == "$stamp" ]]; }

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

choose_python() {
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null && new_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    fail "Python 3.11 or newer is needed, and none is on PATH (python3 is: $(python3 --version 2>&1 || true))." \
         "On Debian 12, Ubuntu 24.04 or newer: apt-get install python3 python3-venv" \
         "Elsewhere, name one: make env PYTHON=/path/to/python3"
}

# Debian splits venv's pip off into a package of its own.
require_venv() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null || fail \
        "$1 cannot make virtual environments." \
        "On Debian or Ubuntu: apt-get install python3-venv"
}

make_venv() {
    local python
    python="$(choose_python)"
    require_venv "$python"
    echo "setpoint: making .venv with $("$python" --version)"
    rm -rf .venv
    "$python" -m venv .venv
}

usable() { [[ -x .venv/bin/python && "$(cat .venv/home 2>/dev/null)" == "$(pwd -P)" ]] && new_enough .venv/bin/python; }

stamp="$(wanted_stamp)"
is_current && exit 0

exec 9>.venv.lock
flock 9 # someone else may be making it
is_current && exit 0

usable || make_venv
rm -f .venv/stamp
echo "setpoint: installing Setpoint and what its tests need into .venv"
.venv/bin/python -m pip install -qq --editable '.[dev]'
pwd -P >.venv/home
echo "$stamp" >.venv/stamp
