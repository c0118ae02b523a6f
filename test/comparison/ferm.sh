#!/bin/sh
# Inside in-tools.sh: ferm 2.5.1 with perimeter.ferm, then what the kernel has; ferm takes the legacy tables where they are.
set -eu
ferm /comparison/perimeter.ferm >&2
iptables-legacy-save
echo ---
ip6tables-legacy-save
