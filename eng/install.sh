#!/usr/bin/env bash
# Installs what the tests need beside the .NET SDK, where it is missing. Debian, root, idempotent.
# What a run installs by hand does not outlast a fresh machine, so .ci/run calls this first.
set -euo pipefail
cd "$(dirname "$0")"
. ./apt.sh

missing=()
want() { local package=$1; shift; "$@" >/dev/null 2>&1 || missing+=("$package"); }

want docker.io command -v dockerd
want docker-compose command -v docker-compose
want debootstrap command -v debootstrap
want iproute2 command -v ip
want iptables command -v iptables
want procps command -v pkill
want curl command -v curl
# An independent MessagePack implementation and some megabytes of plain text.
want python3-msgpack /usr/bin/python3 -c 'import msgpack'
want fortunes test -d /usr/share/games/fortunes
# An unrelated gRPC implementation comes from npm. Some builds of nodejs carry npm, Debian's does not.
want nodejs command -v node
want npm command -v npm

if [ ${#missing[@]} -gt 0 ]; then
  require_root
  echo "install: ${missing[*]}"
  apt_get update
  apt_get install --no-install-recommends "${missing[@]}" >/dev/null
fi
echo "install: Debian packages present"

./install-consul.sh

# The foreign clients of the tests, each with its lock file.
cd ..
while read -r lock; do
  folder=$(dirname "$lock")
  if [ "$folder/node_modules/.package-lock.json" -nt "$lock" ]; then
    echo "npm: $folder, present"
  else
    (cd "$folder" && timeout 300 npm ci --no-audit --no-fund --loglevel=error </dev/null)
    echo "npm: $folder, installed"
  fi
done < <(find tests integration-tests samples -name package-lock.json -not -path '*/node_modules/*')
