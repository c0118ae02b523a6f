#!/bin/sh
# Runs a command with ufw, ferm and Shorewall at hand, in namespaces of its own: nothing is installed, no rule of this machine changes.
#
#   test/comparison/in-tools.sh DEBS COMMAND...
#
# DEBS holds the packages: (cd DEBS && apt-get download ufw ferm shorewall shorewall6 shorewall-core)
# The folder of this script is /comparison inside. Writes go to a tmpfs that ends with the command.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
debs=$(cd "$1" && pwd)
shift
[ "${GATEWRIGHT_INSIDE:-}" = yes ] || exec env GATEWRIGHT_INSIDE=yes unshare --net --mount --propagation private "$0" "$debs" "$@"

mount -t tmpfs tmpfs /mnt
mkdir /mnt/packages /mnt/up /mnt/work /mnt/root
for deb in "$debs"/*.deb; do dpkg -x "$deb" /mnt/packages; done
# Debian's / has links where the packages of that time have folders.
for folder in lib sbin bin; do
  if [ -d "/mnt/packages/$folder" ]; then
    mkdir -p "/mnt/packages/usr/$folder"
    cp -a "/mnt/packages/$folder/." "/mnt/packages/usr/$folder/"
    rm -r "/mnt/packages/$folder"
  fi
done
mount -t overlay overlay -o "lowerdir=/mnt/packages:/,upperdir=/mnt/up,workdir=/mnt/work" /mnt/root
mount -t proc proc /mnt/root/proc
mount -t sysfs sysfs /mnt/root/sys
mount --rbind /dev /mnt/root/dev
mount -t tmpfs tmpfs /mnt/root/run
mkdir /mnt/root/comparison
mount --bind -o ro "$here" /mnt/root/comparison
ip link set lo up
exec chroot /mnt/root "$@"
