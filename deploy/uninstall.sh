#!/bin/sh
# Takes away what deploy/install.sh put on a machine: rules in the kernel, program, units and state. Half of it may be gone already.
#
#   deploy/uninstall.sh                  on this machine; a changed configuration and its keys stay in /etc/gatewright
#   deploy/uninstall.sh --purge          those, too
#   deploy/uninstall.sh --destdir DIR    from the root of an image
set -eu

destdir=
purge=
while [ $# -gt 0 ]; do
  case $1 in
    --destdir) destdir=${2:?--destdir needs a folder}; shift 2 ;;
    --purge) purge=yes; shift ;;
    *) echo "usage: uninstall.sh [--destdir DIR] [--purge]" >&2; exit 2 ;;
  esac
done
lib=$destdir/usr/local/lib/gatewright
state=$destdir/var/lib/gatewright
config=$destdir/etc/gatewright

if [ -z "$destdir" ]; then
  [ "$(id -u)" = 0 ] || { echo "uninstall.sh: run as root" >&2; exit 6; }
  if [ -d /run/systemd/system ]; then
    systemctl disable --now gatewright.service gatewright-restore.service || true
  fi
  # While the program is still there. What keeps it from taking its rules away is said, and nothing else is removed.
  if [ -x "$lib/gatewright.js" ]; then
    "$lib/gatewright.js" uninstall || { echo "uninstall.sh: the rules could not be removed; mend that and run this again" >&2; exit 5; }
  fi
else
  rm -f "$destdir/etc/systemd/system/sysinit.target.wants/gatewright-restore.service" \
    "$destdir/etc/systemd/system/multi-user.target.wants/gatewright.service"
fi

if [ -z "$purge" ] && [ -e "$config/config.yaml" ] && ! cmp -s "$config/config.yaml" "$lib/config.sample.yaml"; then
  echo "kept: $config"
elif [ -n "$purge" ]; then
  rm -rf "$config"
else
  rm -f "$config/config.yaml"
  rmdir "$config" 2>/dev/null || [ ! -d "$config" ] || echo "kept: $config"
fi
rm -f "$destdir/usr/local/bin/gatewright" \
  "$destdir/usr/local/lib/systemd/system/gatewright.service" \
  "$destdir/usr/local/lib/systemd/system/gatewright-restore.service"
rm -rf "$lib" "$state"
rmdir "$destdir/usr/local/lib/systemd/system" "$destdir/usr/local/lib/systemd" 2>/dev/null || true
if [ -z "$destdir" ]; then
  rm -rf /run/gatewright
  [ ! -d /run/systemd/system ] || systemctl daemon-reload
fi
echo "Gatewright is removed."
