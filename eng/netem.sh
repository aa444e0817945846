#!/usr/bin/env bash
# Runs the tests of slow and lossy links (LinkFaultTests.Link_SlowOrLossy) where the kernel shapes packets with netem, on a
# machine whose own kernel cannot: in a small virtual machine with Debian's cloud kernel, whose root is this machine's, read-only,
# under a file system in memory. Root, Debian. Build first: dotnet build integration-tests -c Release.
#   eng/netem.sh [FILTER]      another filter of tests than FullyQualifiedName~Link_SlowOrLossy
# The machine is emulated, so it runs everywhere, without KVM, and slowly: some five minutes of a free core. It counts instructions
# for its clock (1 ns each): what seems a second to the nodes is a second's work, however slow or busy this machine is.
set -euo pipefail
cd "$(dirname "$0")"
. ./apt.sh
require_root
root=$(cd .. && pwd)
work=$root/artifacts/netem
filter=${1:-FullyQualifiedName~Link_SlowOrLossy}
limit=${NETEM_LIMIT_SECONDS:-7200}
share=
tests=$root/integration-tests/bin/Release/net10.0/Actors.IntegrationTests.dll
[ -e "$tests" ] || { echo "netem: $tests is missing; run dotnet build integration-tests -c Release" >&2; exit 1; }

# qemu-system-common has the daemon that shares the file system.
if ! command -v qemu-system-x86_64 >/dev/null || ! command -v busybox >/dev/null; then
  apt_get update
  apt_get install --no-install-recommends qemu-system-x86 busybox-static >/dev/null
fi
# A dynamic busybox would need libraries before there is a root.
! ldd "$(command -v busybox)" >/dev/null 2>&1 || { echo "netem: busybox is not static; install busybox-static" >&2; exit 1; }

# The kernel is unpacked, not installed: this machine does not boot it.
mkdir -p "$work"
package=$(apt-cache depends linux-image-cloud-amd64 | awk '$1 == "Depends:" { print $2; exit }')
[ -n "$package" ] || { echo "netem: no package linux-image-cloud-amd64; run apt-get update" >&2; exit 1; }
if [ ! -e "$work/$package/unpacked" ]; then
  rm -rf "${work:?}/$package"
  mkdir -p "$work/$package"
  (cd "$work/$package" && apt-get -qq download "$package" && dpkg-deb --extract ./*.deb . && rm ./*.deb)
  busybox depmod -b "$work/$package" "$(ls "$work/$package/lib/modules")"
  touch "$work/$package/unpacked"
fi

# What runs before there is a root, and what it then runs there.
rm -rf "$work/first"
mkdir -p "$work/first"/{bin,proc,sys,dev,host,top,root,lib}
cp -a "$work/$package/lib/modules" "$work/first/lib/"
cp "$(command -v busybox)" "$work/first/bin/"
cat >"$work/first/init" <<'INIT'
#!/bin/busybox sh
b=/bin/busybox
$b mount -t proc proc /proc && $b mount -t sysfs sys /sys && $b mount -t devtmpfs dev /dev
# All that the tests need: nothing is loaded on demand later, modules are not in the root.
for module in virtio_pci virtiofs overlay veth sch_netem nf_tables nft_compat xt_statistic ipt_REJECT xt_tcpudp; do
  $b modprobe $module || echo "netem: no module $module"
done
$b mount -t virtiofs -o ro host /host
$b mount -t tmpfs top /top && $b mkdir /top/upper /top/work
$b mount -t overlay -o lowerdir=/host,upperdir=/top/upper,workdir=/top/work root /root
$b mkdir -p /root/proc /root/sys /root/dev /root/run
for place in proc sys dev; do $b mount --move /$place /root/$place; done
$b mkdir -p /root/dev/pts /root/dev/shm
$b mount -t devpts pts /root/dev/pts
for place in dev/shm run; do $b mkdir -p /root/$place && $b mount -t tmpfs memory /root/$place; done
$b cp /command /root/run/command
$b chroot /root /bin/sh -c '. /run/command </dev/null'
echo "netem: exit code $?"
echo o >/root/proc/sysrq-trigger
$b sleep 60
INIT
chmod +x "$work/first/init"
cat >"$work/first/command" <<COMMAND
export PATH=/usr/sbin:/usr/bin:/sbin:/bin:$(dirname "$(command -v dotnet)") HOME=$HOME ACTORS_CI=1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_TieredPGO=0 TERM=dumb VSTEST_CONNECTION_TIMEOUT=600
ip link set lo up
echo "netem: kernel \$(uname -r), up for \$(cut -d ' ' -f 1 /proc/uptime) s"
# What is shaped, every half minute of the tests' time: that it was netem, and not what stands in for it.
(while sleep 30; do
  for name in \$(ip netns | cut -d ' ' -f 1); do echo "netem: \$(cut -d ' ' -f 1 /proc/uptime) s, \$name: \$(ip netns exec \$name tc qdisc show dev cable)"; done
done) &
cd $root && dotnet vstest $tests "--TestCaseFilter:$filter" "--logger:console;verbosity=normal"
COMMAND
(cd "$work/first" && find . | busybox cpio -o -H newc 2>/dev/null) >"$work/first.cpio"

socket=$work/share.sock
trap '[ -z "$share" ] || kill "$share" 2>/dev/null || true; rm -rf "$work/first" "$work/first.cpio" "$socket"' EXIT
rm -f "$socket"
/usr/lib/qemu/virtiofsd --socket-path="$socket" -o source=/ -o cache=always -o sandbox=chroot >"$work/share.log" 2>&1 &
share=$!
for _ in $(seq 100); do [ -S "$socket" ] && break; sleep 0.1; done
[ -S "$socket" ] || { echo "netem: the file system is not shared; see $work/share.log" >&2; exit 1; }

memory=${NETEM_MEMORY:-4096M}
timeout --kill-after=10 "$limit" qemu-system-x86_64 -accel tcg,thread=single -icount shift=0 -cpu max -smp 1 -m "$memory" \
  -object "memory-backend-memfd,id=memory,size=$memory,share=on" -numa node,memdev=memory \
  -chardev "socket,id=share,path=$socket" -device vhost-user-fs-pci,chardev=share,tag=host \
  -nodefaults -display none -serial stdio -no-reboot \
  -kernel "$work/$package"/boot/vmlinuz-* -initrd "$work/first.cpio" -append "console=ttyS0 panic=-1 quiet" \
  </dev/null | tee "$work/console.log" || true
grep -q 'netem: exit code 0' "$work/console.log" || { echo "netem: failed, or ended at its limit of $limit s (NETEM_LIMIT_SECONDS); see $work/console.log" >&2; exit 1; }
