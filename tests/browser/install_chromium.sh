#!/bin/sh
# Sees to it that there is a Chromium: the headless shell where it can be had, with which the tests take half the time.
# The machine's own comes first, then Debian's package where apt is there, then Playwright's.
set -eu
has() {
    command -v "$1" >/dev/null
}
install() {
    has apt-get && $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1"
}

as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"
found=""
for name in chromium-headless-shell chromium chromium-browser google-chrome; do
    if has "$name"; then
        found="$name"
        break
    fi
done
# Nobody who has a browser is asked for a password.
if [ -z "$found" ] || { [ "$found" != chromium-headless-shell ] && [ -z "$as_root" ]; }; then
    install chromium-headless-shell && exit 0
fi
if [ -n "$found" ]; then
    echo "Using $(command -v "$found")"
    exit 0
fi
install chromium || "$1" -m playwright install --with-deps chromium
