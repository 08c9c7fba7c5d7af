package mpd.dns.tests.bench;

/// Unbound, with the zone in its configuration.
final class UnboundWithData implements Software {

    private static final String CONF = """
            server:
                interface: {address}
                chroot: ""
                username: ""
                directory: "{run}"
                pidfile: ""
                do-daemonize: no
                use-syslog: no
                verbosity: 0
                num-threads: {workers}
                include: "{run}data"
            remote-control:
                control-enable: no
            """;

    @Override
    public void configure(final Place place, final AnswerZone zone) {
        place.write("conf", CONF);
        place.write("data", zone.localData());
    }

    @Override
    public ProcessHandle launch(final Place place) {
        return place.spawn("unbound", "-c", place.file("conf"));
    }
}
