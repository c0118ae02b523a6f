#!/bin/sh
# Inside in-tools.sh: ufw 0.36.2 with the policy of examples/perimeter-gateway, then what the kernel has, IPv4 first.
set -eu
for link in wan0 lan0 dmz0; do ip link add "$link" type veth peer name "$link-far"; ip link set "$link" up; done
PATH=/usr/bin:/usr/sbin
# What its postinst does.
cp /usr/share/ufw/iptables/*.rules /usr/share/ufw/*.init /usr/share/ufw/ufw.conf /etc/ufw/
{
  # ufw has no words for translation: they go into a file of its own, as its manual says.
  cat <<'NAT'
*nat
:PREROUTING ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A PREROUTING -d 203.0.113.1 -p tcp --dport 8443 -j DNAT --to-destination 10.2.0.20:443
-A POSTROUTING -s 10.1.0.0/24 -o wan0 -j MASQUERADE
-A POSTROUTING -s 10.2.0.0/24 -o wan0 -j MASQUERADE
-A POSTROUTING -s 10.2.0.0/24 -d 10.2.0.20 -o dmz0 -p tcp --dport 443 -j MASQUERADE
COMMIT
NAT
  cat /etc/ufw/before.rules
} >/tmp/before.rules
cp /tmp/before.rules /etc/ufw/before.rules
{
  ufw default deny incoming
  ufw default allow outgoing
  ufw default deny routed
  ufw allow in on lan0 from 10.1.0.10 to any port 22 proto tcp
  ufw allow in on lan0 from 2001:db8:1::10 to any port 22 proto tcp
  ufw allow in on lan0 to any port 22 proto tcp
  ufw reject in on lan0
  ufw reject in on dmz0
  ufw route allow in on lan0 out on wan0
  ufw route allow in on lan0 out on dmz0 to any port 22,443 proto tcp
  ufw route allow in on dmz0 out on wan0 to any port 53,443 proto tcp
  ufw route allow in on dmz0 out on wan0 to any port 53 proto udp
  # It cannot ask whether a packet was translated: the inner address is open to wan, which the others keep closed.
  ufw route allow out on dmz0 to 10.2.0.20 port 443 proto tcp
  ufw route allow in on wan0 out on dmz0 to 2001:db8:2::20 port 443 proto tcp
  ufw route reject in on lan0
  ufw route reject in on dmz0
  ufw --force enable
} >&2
iptables-save
echo ---
ip6tables-save
