#!/bin/sh
# Sees to it that there is a Chromium: one on the machine, Debian's package where apt is there, or else Playwright's own.
set -eu
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then
        echo "Using $(command -v "$name")"
        exit 0
    fi
done
if command -v apt-get >/dev/null; then
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo"
    $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium && exit 0
fi
"$1" -m playwright install --with-deps chromium
