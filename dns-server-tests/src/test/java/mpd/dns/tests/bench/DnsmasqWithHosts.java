package mpd.dns.tests.bench;

/// dnsmasq, with the zone in a file of hosts, as most have it.
final class DnsmasqWithHosts implements Software {

    @Override
    public void configure(final Place place, final AnswerZone zone) {
        place.write("conf", AnswerZone.besideHosts());
        place.write("hosts", zone.hosts());
    }

    @Override
    public ProcessHandle launch(final Place place) {
        return place.spawn(
                "dnsmasq",
                "--keep-in-foreground",
                "--conf-file=" + place.file("conf"),
                "--user=root",
                "--pid-file",
                "--no-resolv",
                "--no-hosts",
                "--addn-hosts=" + place.file("hosts"),
                "--bind-interfaces",
                "--listen-address=" + place.address().getHostString());
    }
}
