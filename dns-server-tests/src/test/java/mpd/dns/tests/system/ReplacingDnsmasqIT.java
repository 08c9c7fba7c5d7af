package mpd.dns.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mpd.dns.tests.lab.Diagnosis;
import mpd.dns.tests.lab.Machine;
import mpd.dns.tests.lab.Outcome;
import mpd.dns.tests.topology.Topology;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// docs/REPLACING-DNSMASQ.md followed word for word, on a machine with dnsmasq.
@ExtendWith(Diagnosis.class)
@Tag("system")
class ReplacingDnsmasqIT {

    private static final Path PAGE = Path.of(System.getProperty("mpd.dns.root"), "docs/REPLACING-DNSMASQ.md");
    private static final Pattern BLOCK =
            Pattern.compile("```sh (vm|laptop)\n(.*?)```\n(?:\n```text\n(.*?)```\n)?", Pattern.DOTALL);

    /// Commands of the page.
    ///
    /// @param machine where they are to be entered
    /// @param script  as they stand there
    /// @param printed what has to be among the lines that they print, in this order
    private record Step(String machine, String script, List<String> printed) {}

    @Test
    void everyCommandDoesWhatThePageSays() throws IOException {
        final List<Step> steps = steps();
        assertThat(steps).hasSizeGreaterThan(10);
        try (Topology lab = Topology.start(new Topology.Settings("192.168.64.9", true, false), _ -> {})) {
            for (final Step step : steps) {
                follow(
                        step,
                        step.machine().equals("vm")
                                ? lab.vm().machine()
                                : lab.laptop().machine());
            }
        }
    }

    private static List<Step> steps() throws IOException {
        final List<Step> steps = new ArrayList<>();
        final Matcher block = BLOCK.matcher(Files.readString(PAGE, StandardCharsets.UTF_8));
        while (block.find()) {
            final String printed = block.group(3) == null ? "" : block.group(3);
            steps.add(new Step(block.group(1), block.group(2), printed.lines().toList()));
        }
        return steps;
    }

    private static void follow(final Step step, final Machine machine) {
        final Outcome outcome = machine.run("bash", "-ec", step.script());
        final String output = outcome.output();
        if (!step.printed().isEmpty()) {
            assertThat(output).as("%s%s", step.script(), outcome.err()).containsSubsequence(step.printed());
        }
    }
}
