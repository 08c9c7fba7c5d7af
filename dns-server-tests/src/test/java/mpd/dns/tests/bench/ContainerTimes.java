package mpd.dns.tests.bench;

import static mpd.dns.tests.lab.MpdHost.BASE_IMAGE;
import static mpd.dns.tests.lab.MpdHost.DNS_ADDRESS;

import java.util.ArrayList;
import java.util.List;

/// How long the names of containers take, counted from Podman's event, from the end of the command that made
/// the change, and from its beginning.
final class ContainerTimes {

    private static final String GATEWAY = "10.163.0.1";
    private static final String ADDRESS = "10.163.0.20";

    private final TruthLab lab;

    ContainerTimes(final TruthLab lab) {
        this.lab = lab;
    }

    /// Times of one kind of change.
    record Times(Sample fromEvent, Sample fromReturn, Sample fromCall) {}

    /// One question to one server, and what is true once the change has been made.
    private record Question(String server, String name, String truth) {}

    /// A change, with the event that tells of it.
    private record Change(String container, String action, String... command) {
        long event(final TruthLab lab) {
            return lab.events().await(action, container);
        }
    }

    /// Collects the times of one server for one kind of change.
    private static final class Series {
        private final List<Long> fromEvent = new ArrayList<>();
        private final List<Long> fromReturn = new ArrayList<>();
        private final List<Long> fromCall = new ArrayList<>();

        void add(final long right, final long event, final long returned, final long called) {
            fromEvent.add(right - event);
            fromReturn.add(right - returned);
            fromCall.add(right - called);
        }

        Times times() {
            return new Times(new Sample(fromEvent), new Sample(fromReturn), new Sample(fromCall));
        }
    }

    /// A series and the question that it is about.
    private record Asked(Series series, Probe probe, Question question) {}

    /// What came out.
    ///
    /// @param started  `podman start` of a container without a pinned address: its name comes
    /// @param created  `podman create` of one with `mpd.ip`: its name comes
    /// @param removed  `podman rm` of one: its name goes
    /// @param aardvark `podman start`, asked of aardvark-dns
    record Result(Times started, Times created, Times removed, Times aardvark) {}

    /// Every kind of change so many times, in turn. This program must run. Of a start both servers are asked at
    /// the same time.
    Result measure(final int count) {
        final Series started = new Series();
        final Series created = new Series();
        final Series removed = new Series();
        final Series aardvark = new Series();
        try (Probe second = Probe.start(lab.machine())) {
            for (int round = 0; round < count; round++) {
                start(
                        "mpd-service-s" + round,
                        new Asked(started, lab.probe(), ours("s" + round, ADDRESS)),
                        new Asked(
                                aardvark,
                                second,
                                new Question(GATEWAY, "mpd-service-s" + round + ".dns.podman", ADDRESS)));
                createAndRemove(created, removed, "c" + round);
            }
        }
        return new Result(started.times(), created.times(), removed.times(), aardvark.times());
    }

    private static Question ours(final String name, final String truth) {
        return new Question(DNS_ADDRESS, name + ".service.mpd.test", truth);
    }

    private void start(final String container, final Asked... asked) {
        lab.host().podman(create(container));
        // The network is made before this event, so it is the first that can tell of the address.
        take(new Change(container, "init", "start", container), asked);
        lab.host().podman("rm", "--force", "--time", "0", container);
    }

    private void createAndRemove(final Series created, final Series removed, final String name) {
        final String container = "mpd-service-" + name;
        take(
                new Change(container, "create", create(container, "--label", "mpd.ip=" + ADDRESS)),
                new Asked(created, lab.probe(), ours(name, ADDRESS)));
        take(new Change(container, "remove", "rm", container), new Asked(removed, lab.probe(), ours(name, "NXDOMAIN")));
    }

    private void take(final Change change, final Asked... asked) {
        for (final Asked each : asked) {
            each.probe()
                    .begin(
                            each.question().server(),
                            each.question().name(),
                            each.question().truth());
        }
        final long called = System.nanoTime();
        lab.host().podman(change.command());
        final long returned = System.nanoTime();
        for (final Asked each : asked) {
            final long right = each.probe().awaitRight();
            each.series().add(right, change.event(lab), returned, called);
        }
    }

    private static String[] create(final String container, final String... more) {
        final List<String> words = new ArrayList<>(List.of("create", "--name", container));
        words.addAll(List.of("--network", "mpd-internal", "--ip", ADDRESS));
        words.addAll(List.of(more));
        words.addAll(List.of(BASE_IMAGE, "sleep", "infinity"));
        return words.toArray(String[]::new);
    }
}
