package mpd.dns.tests.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Commands as they stand in the documentation, to be run word for word.
public final class DocumentedCommand {

    private static final String INDENT = "    ";

    private DocumentedCommand() {}

    /// The commands below a heading, before the next one: each with the lines that go on after a backslash.
    ///
    /// @param page    a file of `docs`
    /// @param heading the whole line
    public static List<String> below(final String page, final String heading) {
        final Path file = Path.of(System.getProperty("mpd.dns.root"), "docs", page);
        try {
            final List<String> lines = Files.readAllLines(file).stream()
                    .dropWhile(line -> !line.equals(heading))
                    .skip(1)
                    .takeWhile(line -> !line.startsWith("#"))
                    .filter(line -> line.startsWith(INDENT))
                    .map(line -> line.substring(INDENT.length()))
                    .toList();
            final List<String> commands = new ArrayList<>();
            boolean goesOn = false;
            for (final String line : lines) {
                if (goesOn) {
                    commands.add(commands.removeLast() + "\n" + line);
                } else {
                    commands.add(line);
                }
                goesOn = line.endsWith("\\");
            }
            if (commands.isEmpty()) {
                throw new AssertionError("no command below " + heading + " in " + file);
            }
            return List.copyOf(commands);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
