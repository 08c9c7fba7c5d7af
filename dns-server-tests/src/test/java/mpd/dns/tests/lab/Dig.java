package mpd.dns.tests.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Asks a server with `dig`, from one place of a machine.
///
/// @param machine where it runs
/// @param prefix  what is written before `dig`, such as the words that enter a container's network
/// @param server  the address asked
public record Dig(Machine machine, List<String> prefix, String server) {

    private static final Pattern STATUS = Pattern.compile("status: ([A-Z]+)");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// Keeps a copy of the prefix.
    public Dig {
        prefix = List.copyOf(prefix);
    }

    /// Asks from the machine itself.
    public static Dig from(final Machine machine, final String server) {
        return new Dig(machine, List.of(), server);
    }

    /// What came back: the status, and of each record of the answer its type and data.
    public record Answer(String status, List<String> records, String everything) {}

    /// Asks once, for instance `ask("mpd.test", "SOA")`; `-x 10.163.0.3` asks for a reverse name.
    public Answer ask(final String... question) {
        final List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of("dig", "@" + server, "+tries=1", "+time=5", "+nocookie"));
        command.addAll(List.of(question));
        final String everything = machine.run(command.toArray(String[]::new)).out();
        final Matcher status = STATUS.matcher(everything);
        return new Answer(status.find() ? status.group(1) : "SILENCE", answerSection(everything), everything);
    }

    private static List<String> answerSection(final String everything) {
        return everything
                .lines()
                .dropWhile(line -> !line.startsWith(";; ANSWER SECTION"))
                .skip(1)
                .takeWhile(line -> !line.isBlank())
                .map(line -> Arrays.stream(line.split("\\s+", -1)).skip(3).toList())
                .map(fields -> String.join(" ", fields))
                .sorted()
                .toList();
    }

    /// Awaits that `name` has these addresses and no other.
    public void awaitAddresses(final String name, final String... addresses) {
        final List<String> expected =
                Arrays.stream(addresses).map(address -> "A " + address).sorted().toList();
        await(name).atMost(PATIENCE).untilAsserted(() -> {
            final Answer answer = ask(name, "A");
            assertThat(answer.records()).as(answer.everything()).isEqualTo(expected);
        });
    }

    /// Awaits that `name` does not exist, said with the zone's SOA.
    public void awaitNoSuchName(final String name) {
        await(name).atMost(PATIENCE).untilAsserted(() -> {
            final Answer answer = ask(name, "A");
            assertThat(answer.status()).as(answer.everything()).isEqualTo("NXDOMAIN");
            assertThat(answer.everything()).contains("SOA");
        });
    }

    /// Awaits that the reverse name of `address` points at `name`.
    public void awaitPointer(final String address, final String name) {
        await(address).atMost(PATIENCE).untilAsserted(() -> {
            final Answer answer = ask("-x", address);
            assertThat(answer.records()).as(answer.everything()).containsExactly("PTR " + name + ".");
        });
    }
}
