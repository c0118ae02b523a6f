#!/usr/bin/perl
# Puts raw packets into the kernel and tells which rules of the probe met them. Perl, for Node opens no raw sockets.
#
# A line in: "I DEVICE HEX" a frame that comes in by the other end of DEVICE; "E FAMILY DEVICE UID GID ADDRESS PACKET" a
# packet that a process of this user sends, in hex; "F" tell what was met. Out: "N HEX" a netlink message; "done".
use strict;
use warnings;
use Socket;

my ($AF_PACKET, $AF_NETLINK, $NETFILTER) = (17, 16, 12);
my $is_arm = `uname -m` =~ /aarch64|arm64/;
my ($SETFSUID, $SETFSGID) = $is_arm ? (151, 152) : (122, 123);
my $group = 100;
$| = 1;

socket(my $log, $AF_NETLINK, SOCK_RAW, $NETFILTER) or die "netlink: $!";
setsockopt($log, SOL_SOCKET, 33, pack('i', 64 << 20)) or die "buffer: $!"; # SO_RCVBUFFORCE
bind($log, pack('SSLL', $AF_NETLINK, 0, 0, 0)) or die "bind: $!";

sub attribute { my ($type, $value) = @_; return pack('SS', 4 + length $value, $type) . $value . ("\0" x (-length($value) & 3)); }
sub configure {
  my ($attributes) = @_;
  my $body = pack('CCn', 0, 0, $group) . $attributes;
  # NFULNL_MSG_CONFIG; request, acknowledge
  my $message = pack('LSSLL', 16 + length $body, (4 << 8) | 1, 5, 1, 0) . $body;
  send($log, $message, 0) or die "send: $!";
  recv($log, my $answer, 8192, 0);
  my $error = unpack('l', substr($answer, 16, 4));
  die "NFLOG refuses: $error" if $error != 0;
}
configure(attribute(1, pack('C', 1)));                       # bind
configure(attribute(2, pack('NCC', 0xffff, 2, 0)));          # copy whole packets
configure(attribute(5, pack('N', 1)));                       # tell each at once

my %frames;
sub frame_socket {
  my ($device) = @_;
  return $frames{$device} //= do {
    my ($index) = `ip -o link show dev $device` =~ /^(\d+):/ or die "no $device";
    socket(my $socket, $AF_PACKET, SOCK_RAW, 0) or die "packet: $!";
    bind($socket, pack('SnlSCCx8', $AF_PACKET, 0, $index, 0, 0, 0)) or die "bind $device: $!";
    $socket;
  };
}

my %senders;
sub sender_socket {
  my ($family, $device, $uid, $gid) = @_;
  return $senders{"$family $device $uid $gid"} //= do {
    syscall($SETFSGID, $gid + 0);
    syscall($SETFSUID, $uid + 0);
    socket(my $socket, $family == 4 ? AF_INET : AF_INET6, SOCK_RAW, 255) or die "raw: $!";
    syscall($SETFSUID, 0);
    syscall($SETFSGID, 0);
    setsockopt($socket, SOL_SOCKET, 36, pack('i', 0x10000)) or die "mark: $!"; # SO_MARK
    setsockopt($socket, SOL_SOCKET, 25, $device) or die "device: $!";          # SO_BINDTODEVICE
    $socket;
  };
}

my $met = '';
sub drain {
  my ($waited) = @_;
  my ($bits, $ready) = ('', '');
  vec($bits, fileno($log), 1) = 1;
  while (select($ready = $bits, undef, undef, $waited) > 0) {
    my $from = recv($log, my $message, 1 << 17, 0);
    die "lost records: $!" unless defined $from;
    $met .= 'N ' . unpack('H*', $message) . "\n";
  }
}

while (my $line = <STDIN>) {
  my ($what, @words) = split ' ', $line;
  if ($what eq 'I') {
    defined send(frame_socket("p$words[0]"), pack('H*', $words[1]), 0) or die "inject: $!";
  } elsif ($what eq 'E') {
    my ($family, $device, $uid, $gid, $address, $packet) = @words;
    my $to = $family == 4
      ? pack('Snx0', AF_INET, 0) . pack('H*', $address) . ("\0" x 8)
      : pack('SnN', AF_INET6, 0, 0) . pack('H*', $address) . pack('L', 0);
    # A rule that refuses the packet makes sending it fail.
    send(sender_socket($family, $device, $uid, $gid), pack('H*', $packet), 0, $to);
  } elsif ($what eq 'F') {
    drain(0.03);
    print $met, "done\n";
    $met = '';
  }
  drain(0);
}
