#!/bin/sh
# Takes away what deploy/install.sh put on a machine: rules in the kernel, program, units and state. Half of it may be gone already.
#
#   deploy/uninstall.sh                  on this machine; a changed configuration and its keys stay in /etc/gatewright
#   deploy/uninstall.sh --purge          those, too, and changes of the units
#   deploy/uninstall.sh --destdir DIR    from the root of an image
#
# What is left, because it may be somebody else's, is named.
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
bin=$destdir/usr/local/bin
units=$destdir/etc/systemd/system
state=$destdir/var/lib/gatewright
config=$destdir/etc/gatewright
# The last two are where earlier versions had it.
program=
for one in "$bin/gatewright" "$lib"/*/gatewright.js "$lib/gatewright.js"; do
  if [ -z "$program" ] && [ -x "$one" ]; then program=$(readlink -f "$one"); fi
done

if [ -z "$destdir" ]; then
  [ "$(id -u)" = 0 ] || { echo "uninstall.sh: run as root" >&2; exit 6; }
  if [ -d /run/systemd/system ]; then
    systemctl disable --now gatewright.service gatewright-restore.service || true
  fi
  # While the program is still there. What keeps it from taking its rules away is said, and nothing else is removed.
  if [ -n "$program" ]; then
    "$program" uninstall || { echo "uninstall.sh: the rules could not be removed; mend that and run this again" >&2; exit 5; }
  fi
fi

# One elsewhere may be shared with others.
elsewhere=$(sed -n "s/^stateDirectory:[[:space:]]*[\"']\{0,1\}\([^\"'#]*[^\"'#[:space:]]\).*/\1/p" "$config/config.yaml" 2>/dev/null || true)
if [ -n "$elsewhere" ] && [ "$elsewhere" != /var/lib/gatewright ] && [ -e "$destdir$elsewhere" ]; then
  echo "kept: $destdir$elsewhere (the stateDirectory of the configuration): remove it by hand"
fi
if [ -z "$purge" ] && [ -e "$config/config.yaml" ] && ! cmp -s "$config/config.yaml" "${program%/*}/config.sample.yaml"; then
  echo "kept: $config"
elif [ -n "$purge" ]; then
  rm -rf "$config"
else
  rm -f "$config/config.yaml" "$config/config.yaml.new"
  rmdir "$config" 2>/dev/null || [ ! -d "$config" ] || echo "kept: $config"
fi
for unit in gatewright.service gatewright-restore.service; do
  if [ -n "$purge" ]; then
    rm -rf "$units/$unit.d"
  elif [ -d "$units/$unit.d" ]; then
    echo "kept: $units/$unit.d"
  fi
  rm -f "$units/$unit" "$units/$unit.new" "$units"/*.wants/"$unit" "$units"/*.wants/"$unit.new" \
    "$destdir/usr/local/lib/systemd/system/$unit"
done
rm -f "$bin/gatewright" "$bin/gatewright.new"
rm -rf "$lib" "$state"
rmdir "$units/sysinit.target.wants" "$units/multi-user.target.wants" \
  "$destdir/usr/local/lib/systemd/system" "$destdir/usr/local/lib/systemd" 2>/dev/null || true
for file in rules.v4 rules.v6 ipsets; do
  if grep -qsE '^(:|create )(GW-|gw[46]-)' "$destdir/etc/iptables/$file"; then
    echo "kept: $destdir/etc/iptables/$file, which still holds rules of ours: write it anew (netfilter-persistent save), or the next boot loads them"
  fi
done
if [ -z "$destdir" ]; then
  rm -rf /run/gatewright
  if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    systemctl reset-failed gatewright.service gatewright-restore.service 2>/dev/null || true
  fi
fi
echo "Gatewright is removed."
