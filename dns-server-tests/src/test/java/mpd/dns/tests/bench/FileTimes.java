package mpd.dns.tests.bench;

import static mpd.dns.tests.lab.MpdHost.DNS_ADDRESS;
import static mpd.dns.tests.lab.MpdHost.DNS_CONTAINER;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/// How long changed files take, counted from just before the change.
final class FileTimes {

    private static final String NAME = "changing.mpd.test";
    private static final List<String> ADDRESSES = List.of("10.163.1.1", "10.163.1.2");

    private final TruthLab lab;

    FileTimes(final TruthLab lab) {
        this.lab = lab;
    }

    /// What came out.
    ///
    /// @param renamed    a drop-in file renamed over the last one
    /// @param inPlace    a drop-in file written in place
    /// @param resolvConf resolv.conf renamed over the last one
    record Result(Sample renamed, Sample inPlace, Sample resolvConf) {}

    /// What came out for dnsmasq, which is restarted after each change.
    ///
    /// @param dropIn     a drop-in file copied
    /// @param resolvConf resolv.conf renamed over the last one
    record Restarts(Sample dropIn, Sample resolvConf) {}

    /// Every kind of change so many times. This program must run.
    Result measure(final int count) {
        lab.writeDropIn("changing", line(1));
        return new Result(
                series(count, NAME, ADDRESSES, turn -> lab.renameDropIn("changing", line(turn))),
                series(count, NAME, ADDRESSES, turn -> lab.writeDropIn("changing", line(turn))),
                series(count, TruthLab.FOREIGN, TruthLab.FOREIGN_ADDRESSES, lab::use));
    }

    /// Every kind of change so many times, each with a restart. dnsmasq must run.
    Restarts measureRestarts(final int count) {
        lab.writeDropIn("changing", line(1));
        restart();
        return new Restarts(
                series(count, NAME, ADDRESSES, turn -> {
                    lab.writeDropIn("changing", line(turn));
                    restart();
                }),
                series(count, TruthLab.FOREIGN, TruthLab.FOREIGN_ADDRESSES, turn -> {
                    lab.use(turn);
                    restart();
                }));
    }

    private void restart() {
        lab.host().podman("restart", DNS_CONTAINER);
    }

    /// The two truths take turns; each change is told which one it is to bring.
    private Sample series(final int count, final String name, final List<String> truths, final IntConsumer change) {
        // From a known beginning: the truth that the first round leaves behind.
        change.accept(1);
        lab.host().dig().awaitAddresses(name, truths.get(1));
        final List<Long> times = new ArrayList<>();
        for (int round = 0; round < count; round++) {
            final int turn = round % 2;
            lab.probe().begin(DNS_ADDRESS, name, truths.get(turn));
            final long changed = System.nanoTime();
            change.accept(turn);
            times.add(lab.probe().awaitRight() - changed);
        }
        return new Sample(times);
    }

    private static String line(final int turn) {
        return "# a project\naddress=/" + NAME + "/" + ADDRESSES.get(turn) + "\n";
    }
}
