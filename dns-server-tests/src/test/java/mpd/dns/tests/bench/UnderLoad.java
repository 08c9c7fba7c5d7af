package mpd.dns.tests.bench;

import static mpd.dns.tests.lab.MpdHost.DNS_ADDRESS;
import static mpd.dns.tests.lab.MpdHost.DNS_CONTAINER;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import mpd.dns.tests.lab.Ledger;
import mpd.dns.tests.lab.Observation;
import mpd.dns.tests.lab.QueryStream;

/// Counts the queries that are lost or answered wrongly while records change. What is right when, [Ledger]
/// knows.
final class UnderLoad {

    /// Queries a second.
    static final int RATE = 5_000;

    private static final int FILES = 20;
    private static final int CONTAINERS = 5;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final TruthLab lab;
    private final Ledger ledger = new Ledger();
    private final List<String> names = new ArrayList<>();

    UnderLoad(final TruthLab lab) {
        this.lab = lab;
    }

    /// What came out.
    ///
    /// @param files      changes of drop-in files
    /// @param containers containers that came or went
    /// @param queries    that were sent
    /// @param rate       of them a second, on average
    /// @param lost       of them, no answer within five seconds
    /// @param onTheWay   of the lost ones, those whose answer had left the server's container
    /// @param wrong      of them, an answer that was not true at any time while it could have been
    /// @param examples   a few of both, in words
    record Result(
            int files,
            int containers,
            long queries,
            long rate,
            long lost,
            long onTheWay,
            long wrong,
            List<String> examples) {

        /// Keeps a copy of the list.
        Result {
            examples = List.copyOf(examples);
        }
    }

    /// This program, with changes of files and of containers side by side.
    Result measure(final int files, final int containers) {
        prepareFiles();
        awaitFiles();
        for (int index = 0; index < CONTAINERS; index++) {
            lasts(containerName(index));
        }
        final long before = datagramsSent();
        try (QueryStream stream = QueryStream.start(lab.machine(), DNS_ADDRESS, ledger, names, RATE)) {
            final CompletableFuture<Void> beside = CompletableFuture.runAsync(() -> changeContainers(containers));
            for (int change = 0; change < files; change++) {
                changeFile(change, change % 2 == 0 ? lab::renameDropIn : lab::writeDropIn, () -> {});
                LockSupport.parkNanos(PAUSE.toNanos());
            }
            beside.join();
            final List<Observation> observations = stream.finish();
            return result(files, containers, observations, datagramsSent() - before);
        }
    }

    /// dnsmasq, which is restarted after each change of a file.
    Result measureRestarts(final int files) {
        prepareFiles();
        lab.host().podman("restart", DNS_CONTAINER);
        awaitFiles();
        try (QueryStream stream = QueryStream.start(lab.machine(), DNS_ADDRESS, ledger, names, RATE)) {
            for (int change = 0; change < files; change++) {
                changeFile(change, lab::writeDropIn, () -> lab.host().podman("restart", DNS_CONTAINER));
                LockSupport.parkNanos(PAUSE.toNanos());
            }
            return result(files, 0, stream.finish(), 0);
        }
    }

    private void lasts(final String name, final String... addresses) {
        ledger.holds(name, addresses);
        names.add(name);
    }

    private void prepareFiles() {
        for (int index = 0; index < FILES; index++) {
            lab.renameDropIn("load" + index, line(index, 0));
            lasts(fileName(index), address(index, 0));
        }
        lab.writeDropIn("lasting", "host-record=mpd.test,10.163.0.4\n");
        lasts("mpd.test", "10.163.0.4");
        lasts("nothing.mpd.test");
    }

    private void awaitFiles() {
        for (int index = 0; index < FILES; index++) {
            lab.host().dig().awaitAddresses(fileName(index), address(index, 0));
        }
        lab.host().dig().awaitAddresses("mpd.test", "10.163.0.4");
    }

    private interface Writer {
        void write(String name, String content);
    }

    private void changeFile(final int change, final Writer writer, final Runnable afterwards) {
        final int index = change % FILES;
        final int version = 1 + change / FILES;
        ledger.change(
                fileName(index),
                () -> {
                    writer.write("load" + index, line(index, version));
                    afterwards.run();
                },
                address(index, version));
    }

    private void changeContainers(final int changes) {
        for (int change = 0; change < changes; change++) {
            final int index = change / 2 % CONTAINERS;
            final String container = "mpd-service-l" + index;
            final String address = "10.163.0." + (40 + index);
            if (change % 2 == 0) {
                ledger.change(containerName(index), () -> lab.host().startContainer(container, address), address);
            } else {
                ledger.change(containerName(index), () -> lab.host().podman("rm", "--force", "--time", "0", container));
            }
        }
    }

    private static String containerName(final int index) {
        return "l" + index + ".service.mpd.test";
    }

    private static String fileName(final int index) {
        return "load" + index + ".mpd.test";
    }

    private static String address(final int index, final int version) {
        return "10.163." + (10 + index) + "." + (1 + version % 200);
    }

    private static String line(final int index, final int version) {
        return "# a project\naddress=/" + fileName(index) + "/" + address(index, version) + "\n";
    }

    private static long rate(final List<Observation> observations) {
        final LongSummaryStatistics starts =
                observations.stream().mapToLong(Observation::start).summaryStatistics();
        return observations.size() * 1_000_000_000L / (starts.getMax() - starts.getMin());
    }

    /// Datagrams that have left the server's container so far, as its kernel counts them.
    private long datagramsSent() {
        final String process = lab.host().podman("inspect", "--format", "{{.State.Pid}}", DNS_CONTAINER);
        final String counters = lab.machine()
                .run("nsenter", "--net=/proc/" + process + "/ns/net", "--", "grep", "^Udp: [0-9]", "/proc/net/snmp")
                .output();
        return Long.parseLong(counters.split(" ", -1)[4]);
    }

    private Result result(
            final int files, final int containers, final List<Observation> observations, final long sent) {
        final List<Observation> contradicting = ledger.contradicting(observations);
        final long lost = contradicting.stream().filter(Observation::lost).count();
        return new Result(
                files,
                containers,
                observations.size(),
                rate(observations),
                lost,
                Math.clamp(sent - (observations.size() - lost), 0, lost),
                contradicting.size() - lost,
                ledger.contradictions(contradicting.subList(0, Math.min(3, contradicting.size()))));
    }
}
