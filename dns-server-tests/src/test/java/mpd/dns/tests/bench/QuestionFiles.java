package mpd.dns.tests.bench;

import java.util.HashMap;
import java.util.Map;
import mpd.dns.tests.lab.Machine;

/// Files for `dnsperf` on a machine, with other questions for each run: of many names a single choice would be
/// the same few in all of them. All servers are asked the same in a run of the same number.
final class QuestionFiles {

    // Runs of these numbers and more are not measured.
    private static final int UNMEASURED = 1_000_000;

    private final Machine machine;
    private final int count;
    private final Map<String, Integer> runs = new HashMap<>();

    /// @param count questions in each file
    QuestionFiles(final Machine machine, final int count) {
        this.machine = machine;
        this.count = count;
    }

    /// The file of a run that is measured.
    ///
    /// @param run its number, which is below a million
    String of(final AnswerZone zone, final int run) {
        return file("/tmp/questions-" + zone.names(), zone, run);
    }

    /// The file of a run that is not measured, which leaves that of the last one that was as it is.
    ///
    /// @param run its number among those that are not
    String unmeasured(final AnswerZone zone, final int run) {
        return file("/tmp/questions-before-" + zone.names(), zone, UNMEASURED + run);
    }

    private String file(final String path, final AnswerZone zone, final int run) {
        if (!Integer.valueOf(run).equals(runs.put(path, run))) {
            machine.replaceFile(path, zone.questionFile(count, run));
        }
        return path;
    }
}
