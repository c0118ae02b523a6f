#!/bin/sh
# What ufw, ferm and Shorewall make of the policy of examples/perimeter-gateway, written anew into saved/: save.sh DEBS
set -eu
cd "$(dirname "$0")"
split() {
  sed '/^---$/,$d' "$1" | grep -v '^#' | sed 's/ \[[0-9:]*\]$//' >"saved/$2.ipv4"
  sed '1,/^---$/d' "$1" | grep -v '^#' | sed 's/ \[[0-9:]*\]$//' >"saved/$2.ipv6"
}
out=$(mktemp)
trap 'rm -f "$out"' EXIT
for tool in shorewall ufw ferm; do
  ./in-tools.sh "$1" "/comparison/$tool.sh" >"$out"
  split "$out" "$tool"
done
