package mpd.dns.server;

