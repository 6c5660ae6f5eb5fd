#!/bin/sh
# Builds the compiled modules with AddressSanitizer and UndefinedBehaviorSanitizer in a copy of the tree, and feeds damaged
# inputs to what uses them. Needs gcc with both.
# sanitized.sh PYTHON N
set -eu
copy=build/sanitized
rm -rf "$copy" && mkdir -p "$copy"
cp -r board summary tests setup.py pyproject.toml build_backend.py README.md "$copy"
cd "$copy"
rm -f summary/*.so board/*.so board/*/*.so
CFLAGS="-fsanitize=address,undefined -O1 -fno-omit-frame-pointer" "$1" setup.py -q build_ext --inplace
# Python takes from the system what it gives to an object, so that an access beyond it is seen.
exec env LD_PRELOAD="$(gcc -print-file-name=libasan.so) $(gcc -print-file-name=libubsan.so)" \
    ASAN_OPTIONS=detect_leaks=0:abort_on_error=1:allocator_may_return_null=1 \
    UBSAN_OPTIONS=halt_on_error=1:abort_on_error=1:print_stacktrace=1 \
    PYTHONMALLOC=malloc PYTHONPATH=. BOARD_FUZZ_SANITIZED=1 \
    "$1" -m tests.fuzz "$2" --only "event files" --only logdirs --only "tables of vectors" --only GraphDefs \
    --only MetaGraphDefs --only "what is asked of graphs" --only traces --only "compressed traces" \
    --only "what is asked of traces"
