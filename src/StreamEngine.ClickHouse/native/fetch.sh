#!/bin/sh
# Fetches libchdb with npm, held to the hash in package-lock.json. Builds that run at once wait for each other; nothing is fetched
# twice: node_modules/.fetched is a copy of the lock file that node_modules was made from.
set -eu
cd "$(dirname "$0")"
library=node_modules/@chdb/lib-linux-x64-gnu/libchdb.so

fetched() { [ -s "$library" ] && cmp -s package-lock.json node_modules/.fetched; }

mkdir -p obj
exec 9>obj/fetch.lock
if command -v flock >/dev/null 2>&1; then flock 9; fi
if ! fetched; then
    command -v npm >/dev/null 2>&1 || { echo "npm is not installed"; exit 3; }
    if ! npm ci --ignore-scripts --no-audit --no-fund --loglevel=error \
        --fetch-retries=2 --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=5000 >obj/npm.log 2>&1 || [ ! -s "$library" ]; then
        rm -rf node_modules
        echo "npm ci failed: $(grep -m1 -E '(EINTEGRITY|ENOTFOUND|ECONN|EAI_AGAIN|ETIMEDOUT|ENOSPC|EBADPLATFORM)' obj/npm.log || tail -n 1 obj/npm.log)"
        exit 4
    fi
    cp package-lock.json node_modules/.fetched
fi
touch node_modules/.fetched
