package mpd.dns.resolvconf;

/// The nameservers of a resolv.conf file, followed as the file changes.
public final class ResolvConf {}
