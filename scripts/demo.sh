#!/usr/bin/env bash
# Deploys examples/shop onto this machine and says what to try next. It is a stack like any other: called `shop`, in the
# data folder that `setpoint` uses anyway (SETPOINT_HOME moves it). A second run brings it back to the template's defaults.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

SETPOINT=.venv/bin/setpoint
TEMPLATE=examples/shop/shop.yaml

# The template of the stack that is called shop; nothing where there is none.
present() { "$SETPOINT" template show shop 2>/dev/null || true; }

is_ours() { [[ "$1" == *"Setpoint's demo"* ]]; }

found="$(present)"
if [[ -n "$found" ]] && ! is_ours "$found"; then
    echo "demo: there is a stack 'shop' already, and it is not the demo's; it is left alone" >&2
    echo "demo: another data folder will do: SETPOINT_HOME=\$HOME/setpoint-demo make demo" >&2
    exit 2
fi

"$SETPOINT" up "$TEMPLATE" --yes
address="$("$SETPOINT" output shop address)"

say() { printf '    %-71s %s\n' "$1" "${2:+# $2}"; }

echo
echo "The shop is open: $address"
echo "It stays up after this command; nothing else keeps it alive. Order something there, then try:"
echo
say "$SETPOINT up $TEMPLATE -P greeting='Hello there'" "a file changes, and no process"
say "$SETPOINT up $TEMPLATE -P colour=teal" "all web processes are exchanged; no request is lost"
echo
say "kill -9 \$($SETPOINT output shop one_web)" "a web process dies"
say "$SETPOINT drift shop" "what is not as it was left"
say "$SETPOINT up --name shop" "repairs it, and leaves the others alone"
echo
say "$SETPOINT why shop route" "why it is there, and what would replace it"
say "$SETPOINT graph --stack shop --out shop.svg" "a picture of what stands on what"
say "$SETPOINT event list shop" "all that happened"
say "$SETPOINT output shop secret --show-secrets" "what was generated"
echo
say "$SETPOINT down shop" "removes everything"
