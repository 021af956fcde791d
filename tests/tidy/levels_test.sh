#!/usr/bin/env bash
# The configure-time check of sim/libraries.cmake: a planted upward, sideways or nameless use and a
# package at the wrong door each make CMake fail, with the message; the same project without them
# configures.
set -euo pipefail

SOURCE_DIR=${SOURCE_DIR:-$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

configure() {  # configure LINE...: a project of three named libraries, and these lines
    {
        cat <<TXT
cmake_minimum_required(VERSION 3.25)
project(levels LANGUAGES NONE)
set(TRIAZ_LEVEL_0 low twin)
set(TRIAZ_LEVEL_1 high)
set(TRIAZ_TOP_LEVEL 1)
set(TRIAZ_DOOR_Curl high)
set(TRIAZ_DOOR_fmt ANY)
set(TRIAZ_TARGET_Curl curl)
set(TRIAZ_TARGET_fmt fmt)
add_library(triaz_options INTERFACE)
add_library(curl INTERFACE)
add_library(fmt INTERFACE)
include("$SOURCE_DIR/sim/libraries.cmake")
TXT
        printf '%s\n' "$@"
    } >"$folder/CMakeLists.txt"
    rm -rf "$folder/build"
    cmake -G Ninja -S "$folder" -B "$folder/build" >"$folder/output" 2>&1
}

failures=0
refuses() {  # refuses MESSAGE LINE...
    local message=$1
    shift
    if configure "$@"; then
        echo "configured, though it must be refused: $*"
        failures=$((failures + 1))
    elif ! tr -s ' \n' ' ' <"$folder/output" | grep -qF "$message"; then
        echo "refused: $*, but without saying: $message"
        cat "$folder/output"
        failures=$((failures + 1))
    fi
}

if ! configure 'triaz_library(low DOORS fmt)' 'triaz_library(twin)' \
    'triaz_library(high USES low twin DOORS Curl fmt)'; then
    echo "the rightful project must configure:"
    cat "$folder/output"
    failures=$((failures + 1))
fi
refuses 'sim/low (level 0) must not use sim/high (level 1)' 'triaz_library(low USES high)'
refuses 'sim/low (level 0) must not use sim/twin (level 0)' 'triaz_library(low USES twin)'
refuses 'sim/other has no level' 'triaz_library(other)'
refuses 'sim/other has no level' 'triaz_library(low USES other)'
refuses 'sim/low is no door to Curl; its doors: high' 'triaz_library(low DOORS Curl)'
exit "$((failures > 0))"
