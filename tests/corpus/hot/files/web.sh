#!/bin/sh
exec run-web --database "$database" --log-level $level
