#!/bin/sh
exec run-database --port $port --password "$password"
