#!/bin/sh
# Inside in-tools.sh: Shorewall 5.2.8 with the files beside this one, then what the kernel has, one family an argument.
set -eu
for link in wan0 lan0 dmz0; do ip link add "$link" type veth peer name "$link-far"; ip link set "$link" up; done
ip address add 203.0.113.1/24 dev wan0; ip address add 10.1.0.1/24 dev lan0; ip address add 10.2.0.1/24 dev dmz0
ip address add 2001:db8:f::1/64 dev wan0; ip address add 2001:db8:1::1/64 dev lan0; ip address add 2001:db8:2::1/64 dev dmz0
ip route add default via 203.0.113.9; ip route add default via 2001:db8:f::9
for name in shorewall shorewall6; do
  cp /comparison/$name/* /etc/$name/
  # What the manifests say, and no more: limits of records as in the profile, invalid packets dropped, no reverse path filter.
  sed -i -e 's/^STARTUP_ENABLED=.*/STARTUP_ENABLED=Yes/' -e 's/^LOGLIMIT=.*/LOGLIMIT="s:10\/min:5"/' \
    -e 's/^INVALID_DISPOSITION=.*/INVALID_DISPOSITION=DROP/' -e 's/^IP_FORWARDING=.*/IP_FORWARDING=On/' \
    -e 's/^ROUTE_FILTER=.*/ROUTE_FILTER=No/' /etc/$name/$name.conf
  $name start >&2
done
iptables-save
echo ---
ip6tables-save
