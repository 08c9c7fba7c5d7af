package mpd.dns.tests.bench;

import mpd.dns.tests.lab.UnboundConf;

/// Unbound, with the zone in its configuration.
final class UnboundWithData implements Software {

    private static final String CONF = UnboundConf.of("{address}", "{run}", """
            verbosity: 0
            num-threads: {workers}
            include: "{run}data"
            """);

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
