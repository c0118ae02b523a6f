#!/bin/sh
# Puts a built Gatewright (npm run build) on a machine with systemd. The same again is an upgrade. deploy/uninstall.sh takes it away.
#
#   deploy/install.sh                  on this machine
#   deploy/install.sh --destdir DIR    into the root of an image
#
# Whatever ends it half-way leaves what was installed before whole: everything new is written and synced beside the old, then
# takes its place by renames, the program last.
set -eu
umask 022

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
for file in parse-worker.js peer-agent.js rollback-guard.js $(grep -oh 'part-[A-Z0-9]*\.js' "$dist"/*.js | sort -u); do
  [ -f "$dist/$file" ] || fail "$file is missing in dist; run npm run build again" 2
done
if [ -z "$destdir" ]; then
  [ "$(id -u)" = 0 ] || fail "run as root" 6
  # Where systemd looks for it, whatever PATH is here.
  node=$(PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin command -v node) ||
    fail "Node.js is not installed for services (in /usr/local/bin or /usr/bin)" 2
  major=$("$node" -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge 20 ] || fail "Node.js 20 or newer is needed; $node is version $major" 2
  # Behind links, and behind a script that starts another one.
  for real in "$(readlink -f "$node")" "$("$node" -p 'fs.realpathSync(process.execPath)')"; do
    case $real in
      /root/* | /home/* | /run/user/* | /tmp/* | /var/tmp/*)
        fail "$node leads to $real, which services cannot see (ProtectHome, PrivateTmp): install Node.js for the whole system, in /usr/local or /usr" 2 ;;
    esac
  done
  for program in iptables ip6tables ipset conntrack unshare nsenter setpriv flock git; do
    PATH=$PATH:/usr/sbin:/sbin command -v "$program" >/dev/null || fail "$program is not installed" 2
  done
fi

lib=$destdir/usr/local/lib/gatewright
bin=$destdir/usr/local/bin
# Not below /usr/local, which may be a mount of its own: systemd reads its units before that is there.
units=$destdir/etc/systemd/system
etc=$destdir/etc/gatewright
install -d -m 0755 "$lib" "$bin" "$units" "$units/sysinit.target.wants"
install -d -m 0700 "$etc"

new=
forget_new() {
  rm -rf ${new:+"$new"} "$bin/gatewright.new" "$etc/config.yaml.new" "$units"/gatewright*.service.new "$units"/*.wants/gatewright*.service.new
}
trap forget_new EXIT
trap 'exit 5' HUP INT TERM

new=$(mktemp -d "$lib/.new.XXXXXX")
install -m 0644 "$dist"/*.js "$new/"
chmod 0755 "$new" "$new/gatewright.js"
# Older versions of Node.js take them for CommonJS without it.
echo '{"type": "module"}' >"$new/package.json"
install -m 0644 "$deploy/config.yaml" "$new/config.sample.yaml"
sync "$new"/* "$new"
for unit in gatewright.service gatewright-restore.service; do
  install -m 0644 "$deploy/systemd/$unit" "$units/$unit.new"
  sync "$units/$unit.new"
done
if [ ! -e "$etc/config.yaml" ]; then
  install -m 0600 "$deploy/config.yaml" "$etc/config.yaml.new"
  sync "$etc/config.yaml.new"
fi
# Named by what it holds. One of that name that holds something else is damaged.
version=$(cd "$new" && sha256sum -- * | sha256sum | cut -c 1-12)
if [ -e "$lib/$version" ] && ! diff -r "$new" "$lib/$version" >/dev/null; then
  version=$version.$$
fi

link() {
  ln -sfn "$1" "$2.new"
  mv -T "$2.new" "$2"
}

[ -e "$lib/$version" ] || mv -T "$new" "$lib/$version"
[ ! -e "$etc/config.yaml.new" ] || mv -T "$etc/config.yaml.new" "$etc/config.yaml"
for unit in gatewright.service gatewright-restore.service; do
  mv -T "$units/$unit.new" "$units/$unit"
done
# As systemctl enable would do it, which needs a running systemd.
link /etc/systemd/system/gatewright-restore.service "$units/sysinit.target.wants/gatewright-restore.service"
if [ -L "$units/multi-user.target.wants/gatewright.service" ]; then
  link /etc/systemd/system/gatewright.service "$units/multi-user.target.wants/gatewright.service"
fi
sync "$lib" "$units" "$units/sysinit.target.wants" "$etc"
link "../lib/gatewright/$version/gatewright.js" "$bin/gatewright"
sync "$bin"

# Where earlier versions had their units.
old=$destdir/usr/local/lib/systemd
rm -f "$old/system/gatewright.service" "$old/system/gatewright-restore.service"
rmdir "$old/system" "$old" 2>/dev/null || true
if [ -z "$destdir" ] && [ -d /run/systemd/system ]; then
  systemctl daemon-reload
  systemctl try-restart gatewright.service
fi
# Nothing runs from them any more.
find "$lib" -mindepth 1 -maxdepth 1 ! -name "$version" -exec rm -rf {} +
echo "Gatewright is installed. Name your repository in /etc/gatewright/config.yaml, then: systemctl enable --now gatewright"
