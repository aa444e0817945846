#!/usr/bin/env bash
# Starts a Docker daemon where none answers, and stops the one it started.
#   eng/dockerd.sh start     does nothing if a daemon answers already
#   eng/dockerd.sh stop      stops the daemon that 'start' started, and no other
# The log and the process id stand in artifacts/dockerd/.
set -euo pipefail
cd "$(dirname "$0")/.."

state=$PWD/artifacts/dockerd
log=$state/dockerd.log
pid_file=$state/dockerd.pid
start_seconds=60
stop_seconds=30

answers() { timeout 5 docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

# The process we started, if it lives and still is a dockerd (ids are used again).
our_pid() {
  local pid
  pid=$(cat "$pid_file" 2>/dev/null) || return 1
  [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = dockerd ] && echo "$pid"
}

start() {
  command -v docker >/dev/null || { echo "dockerd: the docker command is missing; run eng/install.sh" >&2; exit 1; }
  if answers; then echo "dockerd: one answers already ($(docker version --format '{{.Server.Version}}'))"; return; fi
  [ "$(id -u)" = 0 ] || { echo "dockerd: no daemon answers, and starting one needs root" >&2; exit 1; }
  command -v dockerd >/dev/null || { echo "dockerd: not installed; run eng/install.sh" >&2; exit 1; }
  mkdir -p "$state"
  # overlay2 needs a file system that can carry it; vfs works everywhere, slowly.
  local driver
  for driver in "${ACTORS_DOCKER_STORAGE:-overlay2}" vfs; do
    if start_with "$driver"; then
      echo "dockerd: started ($(docker version --format '{{.Server.Version}}'), $driver), log $log"
      return
    fi
    stop >/dev/null
  done
  echo "dockerd: did not answer within $start_seconds s; its last lines:" >&2
  tail -n 20 "$log" >&2
  exit 1
}

start_with() {
  # A session of its own: an interrupt of the caller's terminal must not end it before 'stop' does.
  setsid dockerd --storage-driver "$1" >"$log" 2>&1 </dev/null &
  echo $! >"$pid_file"
  local deadline=$((SECONDS + start_seconds))
  while ! answers; do
    our_pid >/dev/null || { sleep 0.2; our_pid >/dev/null || return 1; }
    [ $SECONDS -lt $deadline ] || return 1
    sleep 0.3
  done
}

stop() {
  local pid
  if ! pid=$(our_pid); then rm -f "$pid_file"; echo "dockerd: none of ours is running"; return; fi
  kill -TERM "$pid"
  local deadline=$((SECONDS + stop_seconds))
  while our_pid >/dev/null; do
    if [ $SECONDS -ge $deadline ]; then
      echo "dockerd: did not stop within $stop_seconds s, killed" >&2
      kill -KILL "$pid"
      break
    fi
    sleep 0.2
  done
  rm -f "$pid_file"
  echo "dockerd: stopped"
}

case "${1:-}" in
  start) start ;;
  stop) stop ;;
  *) echo "usage: $0 start|stop" >&2; exit 2 ;;
esac
