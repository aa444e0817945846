#!/usr/bin/env bash
# Makes the base images of the container tests on a machine that reaches no image registry, in about a minute:
#   actors-debian:local   Debian of this machine's own release, from its own mirror
#   actors-base:local     that, with the .NET runtime installed here (a stand-in for mcr.microsoft.com/dotnet/aspnet)
#   actors-consul:local   that Debian, with the consul binary installed here (a stand-in for hashicorp/consul)
# Root, needs a Docker daemon. Does nothing where the images exist and still match. --force makes them anew.
# With a registry in reach none of this is needed: the public images are the defaults everywhere.
set -euo pipefail
cd "$(dirname "$0")"
. ./apt.sh

[ "${1:-}" = --force ] && force=1 || force=
work=
trap '[ -z "$work" ] || rm -rf "$work"' EXIT
docker version >/dev/null 2>&1 || { echo "base-image: no Docker daemon answers; run eng/dockerd.sh start" >&2; exit 1; }

# An image is current when it carries the label of what it would be made from.
label=io.actors.made-from
current() { [ -z "$force" ] && [ "$(docker image inspect --format "{{index .Config.Labels \"$label\"}}" "$1" 2>/dev/null)" = "$2" ]; }
report() { echo "base-image: $1 $(docker image inspect --format '{{.Size}}' "$1" | awk '{printf "%d MB", $1 / 1e6}'), $2"; }
workspace() { [ -n "$work" ] || work=$(mktemp -d /var/tmp/actors-base.XXXXXX); }

dotnet_root=$(dirname "$(readlink -f "$(command -v dotnet)")")
dotnet_version=$(ls "$dotnet_root/shared/Microsoft.AspNetCore.App" | sort -V | tail -n 1)
consul=$(command -v consul) || { echo "base-image: consul is missing; run eng/install-consul.sh" >&2; exit 1; }
consul_version=$("$consul" version | awk 'NR == 1 { gsub(" ", ""); print }')
# libicu is absent: the samples and nodes run with invariant globalization.
packages=ca-certificates,libssl3,libstdc++6,zlib1g,curl,iproute2,tzdata
debian_from="$(debian_codename) $packages 1"

if current actors-debian:local "$debian_from"; then
  report actors-debian:local present
else
  require_root
  workspace
  timeout 540 debootstrap --variant=minbase --keyring="$(debian_keyring)" --include="$packages" \
    "$(debian_codename)" "$work/debian" "$(debian_mirror)" >"$work/debootstrap.log" 2>&1 </dev/null \
    || { echo "base-image: debootstrap failed; its last lines:" >&2; tail -n 20 "$work/debootstrap.log" >&2; exit 1; }
  rm -rf "$work"/debian/var/cache/apt/archives/*.deb "$work"/debian/var/lib/apt/lists/* \
    "$work"/debian/usr/share/{doc,man,locale}/*
  tar -C "$work/debian" --one-file-system --exclude='./proc/*' --exclude='./sys/*' --exclude='./dev/*' -c . \
    | docker import --change "LABEL $label=\"$debian_from\"" - actors-debian:local >/dev/null
  report actors-debian:local made
fi
debian_id=$(docker image inspect --format '{{.Id}}' actors-debian:local)

if current actors-base:local "$debian_id dotnet $dotnet_version 2"; then
  report actors-base:local present
else
  workspace
  mkdir -p "$work/base"
  tar -C "$dotnet_root" -cf "$work/base/dotnet.tar" dotnet host LICENSE.txt ThirdPartyNotices.txt \
    "shared/Microsoft.AspNetCore.App/$dotnet_version" "shared/Microsoft.NETCore.App"
  # The user and the variables are those of the public image, so that one Dockerfile suits both.
  cat >"$work/base/Dockerfile" <<DOCKERFILE
FROM actors-debian:local
ADD dotnet.tar /usr/share/dotnet/
RUN ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet && useradd --uid 1654 --create-home --shell /bin/false app
ENV APP_UID=1654 DOTNET_RUNNING_IN_CONTAINER=true DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true
LABEL $label="$debian_id dotnet $dotnet_version 2"
DOCKERFILE
  DOCKER_BUILDKIT=0 docker build --quiet --tag actors-base:local "$work/base" >/dev/null 2>"$work/build.log" \
    || { cat "$work/build.log" >&2; exit 1; }
  report actors-base:local made
fi

if current actors-consul:local "$debian_id $consul_version 1"; then
  report actors-consul:local present
else
  workspace
  mkdir -p "$work/consul"
  cp "$consul" "$work/consul/consul"
  # Arguments follow the entry point as with the public image: 'agent -dev ...'.
  cat >"$work/consul/Dockerfile" <<DOCKERFILE
FROM actors-debian:local
COPY consul /usr/bin/consul
VOLUME /consul/data
EXPOSE 8500
ENTRYPOINT ["/usr/bin/consul"]
CMD ["agent", "-dev", "-client=0.0.0.0"]
LABEL $label="$debian_id $consul_version 1"
DOCKERFILE
  DOCKER_BUILDKIT=0 docker build --quiet --tag actors-consul:local "$work/consul" >/dev/null 2>"$work/build.log" \
    || { cat "$work/build.log" >&2; exit 1; }
  report actors-consul:local made
fi
