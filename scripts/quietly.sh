#!/usr/bin/env bash
# Runs a command, and shows what it printed only if it failed.
output="$("$@" 2>&1)" && exit 0
status=$?
printf '%s\n' "$output"
exit "$status"
