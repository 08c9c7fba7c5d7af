package mpd.dns.tests.bench;

import static mpd.dns.tests.bench.Measurements.names;

import java.util.List;
import java.util.function.Consumer;
import mpd.dns.tests.bench.Authority.Kind;
import mpd.dns.tests.bench.Measurements.Figure;

/// How long each server takes to its first right answer, and the memory that it then holds.
record Starts(AnsweringPlan plan, Measurements<Kind> measurements, Consumer<String> progress) {

    /// Starts each server with each number of names, in turn.
    void measure(final Authority.Site site) {
        for (int round = 1; round <= plan.rounds(); round++) {
            progress.accept("answering, starts, round " + round);
            for (final int size : plan.sizes()) {
                for (final Kind kind : Turns.order(List.of(Kind.values()), round)) {
                    start(site, kind, size);
                }
            }
        }
    }

    private void start(final Authority.Site site, final Kind kind, final int size) {
        final AnswerZone zone = new AnswerZone(size);
        try (Authority server = new Authority(site, kind, zone, kind.address(3), 1)) {
            measurements.add(Figure.FIRST_ANSWER, names(size), kind, FirstAnswer.after(server.launch(), server));
            // What is done after the first answer has an end too.
            Thread.sleep(plan.settle());
            measurements.add(Figure.IDLE, names(size), kind, ProcessUsage.residentBytes(server.process()));
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
