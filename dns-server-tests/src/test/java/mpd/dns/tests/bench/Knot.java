package mpd.dns.tests.bench;

/// Knot, with a zone file for each direction.
final class Knot implements Software {

    private static final String CONF = """
            server:
                listen: {address}@53
                rundir: {run}
                user: root
                udp-workers: {workers}
                tcp-workers: {workers}
                background-workers: 1
            database:
                storage: {run}
            template:
              - id: default
                storage: {run}
                zonefile-load: whole
                journal-content: none
            zone:
              - domain: mpd.test
                file: zone
              - domain: 10.in-addr.arpa
                file: reverse
            """;

    @Override
    public void configure(final Place place, final AnswerZone zone) {
        place.write("conf", CONF);
        place.write("zone", zone.zoneFile());
        place.write("reverse", zone.reverseFile());
    }

    @Override
    public ProcessHandle launch(final Place place) {
        return place.spawn("knotd", "--config", place.file("conf"));
    }
}
