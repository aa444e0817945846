# Sourced by the other scripts: what they need to know about this machine's Debian.
# No host name is written anywhere in this repository: mirrors are read from the machine's own apt sources.

# A script that ends early says where: with pipefail, even a pipe whose reader left ends it without a word.
set -E
trap 'echo "$0: failed at line $LINENO" >&2' ERR

# The URI of the main archive: of the entry that offers the release this machine runs, not its security suite.
debian_mirror() {
  local codename
  codename=$(debian_codename) || return 1
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT) $(CREATED_BY)' 2>/dev/null \
    | awk -v want="$codename" '$4 == "Packages" && $2 == want && $3 == "main" && !found++ { sub(/\/+$/, "", $1); print $1 }' \
    | grep . || { echo "$0: no apt source offers the release '$codename'; add one under /etc/apt/sources.list.d" >&2; return 1; }
}

# The keyring by which that entry is signed; the Debian archive keyring signs every release.
debian_keyring() { echo /usr/share/keyrings/debian-archive-keyring.gpg; }

debian_codename() {
  ( . /etc/os-release && [ "${ID:-}" = debian ] && echo "$VERSION_CODENAME" ) \
    || { echo "$0: this script is for Debian; install what it names by hand on another system" >&2; return 1; }
}

require_root() { [ "$(id -u)" = 0 ] || { echo "$0: needs root (it installs packages)" >&2; exit 1; }; }

# apt may find its lock taken by another run for a while; it waits for it, bounded.
apt_get() { DEBIAN_FRONTEND=noninteractive timeout 600 apt-get -qq -o DPkg::Lock::Timeout=120 -o Acquire::Retries=3 "$@" </dev/null; }
