#!/bin/sh
# Records newman's answers to the cases whose name contains the text: record.sh <area>/<name>. Without one: to all.
set -eu
cd "$(dirname "$0")"
npm install --no-save --no-audit --no-fund --prefix . newman@6.2.2
POSTINO_ORACLE_RECORD="$PWD/node_modules/.bin/newman" POSTINO_ORACLE_ONLY="${1:-}" \
  cargo test --test oracle postino_answers_as_newman
