#!/bin/sh
# Records newman's answers anew: record.sh [text that the case's name contains]
set -eu
cd "$(dirname "$0")"
npm install --no-save --no-audit --no-fund --prefix . newman@6.2.2
POSTINO_ORACLE_RECORD="$PWD/node_modules/.bin/newman" POSTINO_ORACLE_ONLY="${1:-}" cargo test --test oracle
