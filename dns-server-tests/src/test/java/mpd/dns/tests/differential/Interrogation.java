package mpd.dns.tests.differential;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import mpd.dns.tests.lab.Machine;

/// Puts questions to both servers from a machine's network, by way of [Interrogator].
final class Interrogation implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 5000;
    private static final int PROBING_MILLIS = 300;

    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter questions;

    private Interrogation(final Process process) {
        this.process = process;
        answers = process.inputReader(StandardCharsets.UTF_8);
        questions = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8));
    }

    /// What both servers said to one question.
    record Answers(Answer theirs, Answer ours) {}

    /// Starts it.
    ///
    /// @param addresses of the two servers, then of the nameservers that both ask
    static Interrogation start(final Machine machine, final List<String> addresses) {
        final List<String> command = new ArrayList<>(machine.onItsNetwork());
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
        command.add(Interrogator.class.getName());
        command.addAll(addresses);
        try {
            final Interrogation interrogation = new Interrogation(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
            if (!Interrogator.STARTED.equals(interrogation.answers.readLine())) {
                throw new IllegalStateException("the interrogator did not start; its words are above");
            }
            return interrogation;
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Asks all of them, one after the other.
    List<Answers> ask(final List<Question> all) {
        return ask(all, PATIENCE_MILLIS);
    }

    /// Asks one whose answer may well not come yet.
    Answers probe(final Question question) {
        return ask(List.of(question), PROBING_MILLIS).getFirst();
    }

    private List<Answers> ask(final List<Question> all, final int patience) {
        all.forEach(
                question -> questions.println(patience + " " + HexFormat.of().formatHex(question.wire())));
        questions.flush();
        final List<Answers> read = new ArrayList<>();
        try {
            for (int count = 0; count < all.size(); count++) {
                final String[] both = answers.readLine().split(" ", 2);
                read.add(new Answers(answer(both[0]), answer(both[1])));
            }
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return read;
    }

    private static Answer answer(final String text) {
        return text.equals("-") ? Answer.silence() : Answer.parse(HexFormat.of().parseHex(text));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
