#!/bin/sh
# Puts a built Gatewright (npm run build) on a machine with systemd. The same again is an upgrade. deploy/uninstall.sh takes it away.
#
#   deploy/install.sh                  on this machine
#   deploy/install.sh --destdir DIR    into the root of an image
set -eu

destdir=
while [ $# -gt 0 ]; do
  case $1 in
    --destdir) destdir=${2:?--destdir needs a folder}; shift 2 ;;
    *) echo "usage: install.sh [--destdir DIR]" >&2; exit 2 ;;
  esac
done
deploy=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
dist=$deploy/../dist

fail() {
  echo "install.sh: $1" >&2
  exit "${2:-5}"
}

# Everything is looked at before anything is written.
[ -f "$dist/gatewright.js" ] || fail "there is no built program in dist; run npm run build first" 2
if [ -z "$destdir" ]; then
  [ "$(id -u)" = 0 ] || fail "run as root" 6
  # Where systemd looks for it, whatever PATH is here.
  node=$(PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin command -v node) ||
    fail "Node.js is not installed for services (in /usr/local/bin or /usr/bin)" 2
  major=$("$node" -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge 20 ] || fail "Node.js 20 or newer is needed; $node is version $major" 2
  for program in iptables ip6tables ipset conntrack unshare nsenter setpriv git; do
    PATH=$PATH:/usr/sbin:/sbin command -v "$program" >/dev/null || fail "$program is not installed" 2
  done
fi

lib=$destdir/usr/local/lib/gatewright
units=$destdir/usr/local/lib/systemd/system
install -d -m 0755 "$lib" "$destdir/usr/local/bin" "$units"
install -d -m 0700 "$destdir/etc/gatewright"
for file in "$dist"/*.js; do
  install -m 0644 "$file" "$lib/"
done
chmod 0755 "$lib/gatewright.js"
# Older versions of Node.js take them for CommonJS without it.
echo '{"type": "module"}' >"$lib/package.json"
install -m 0644 "$deploy/config.yaml" "$lib/config.sample.yaml"
ln -sfn ../lib/gatewright/gatewright.js "$destdir/usr/local/bin/gatewright"
install -m 0644 "$deploy/systemd/gatewright.service" "$deploy/systemd/gatewright-restore.service" "$units/"
if [ ! -e "$destdir/etc/gatewright/config.yaml" ]; then
  install -m 0600 "$deploy/config.yaml" "$destdir/etc/gatewright/config.yaml"
fi

if [ -n "$destdir" ]; then
  wants=$destdir/etc/systemd/system/sysinit.target.wants
  install -d -m 0755 "$wants"
  ln -sfn /usr/local/lib/systemd/system/gatewright-restore.service "$wants/gatewright-restore.service"
elif [ -d /run/systemd/system ]; then
  systemctl daemon-reload
  systemctl enable gatewright-restore.service
  systemctl try-restart gatewright.service
fi
echo "Gatewright is installed. Name your repository in /etc/gatewright/config.yaml, then: systemctl enable --now gatewright"
