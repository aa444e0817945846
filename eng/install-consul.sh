#!/usr/bin/env bash
# Installs the consul agent that the tests run against, where it is missing. Debian, root, idempotent.
# Debian 12 carries no consul; Debian 11 does, on the same mirror. Only this one package is taken from there.
set -euo pipefail
cd "$(dirname "$0")"
. ./apt.sh

if command -v consul >/dev/null; then
  echo "consul: $(consul version | sed -n 1p), present"
  exit 0
fi
require_root

list=/etc/apt/sources.list.d/actors-consul.list
pin=/etc/apt/preferences.d/actors-consul
echo "deb [signed-by=$(debian_keyring)] $(debian_mirror) bullseye main" >"$list"
cat >"$pin" <<'PIN'
Package: *
Pin: release n=bullseye
Pin-Priority: 50

Package: consul
Pin: release n=bullseye
Pin-Priority: 990
PIN

apt_get update
apt_get install --no-install-recommends consul >/dev/null
echo "consul: $(consul version | sed -n 1p), installed"
