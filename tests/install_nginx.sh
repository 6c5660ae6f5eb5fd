#!/bin/sh
# Sees to it that there is an nginx for the tests behind a proxy, where apt can install one; without it they are skipped.
set -eu
PATH="$PATH:/usr/sbin:/usr/local/sbin"
if command -v nginx >/dev/null; then
    echo "Using $(command -v nginx)"
    exit 0
fi
if command -v apt-get >/dev/null; then
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo"
    $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq nginx-light && exit 0
fi
echo "There is no nginx, so what needs one is not tested."
