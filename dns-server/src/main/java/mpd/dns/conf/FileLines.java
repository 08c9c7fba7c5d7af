package mpd.dns.conf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A configuration file with what can be told from it alone: the records of lines whose meaning no other line
/// changes. What is left are lines for a [Reading].
final class FileLines {

    private final List<Item> items = new ArrayList<>();
    private final long ttl;
    private Given given;
    private final List<Problem> problems = new ArrayList<>();

    /// A piece of the file.
    sealed interface Item {

        /// Lines one after another that give records.
        record Records(Given given, List<Problem> problems) implements Item {}

        /// A line whose effect depends on others, or others' on it.
        record Setting(ConfLine line) implements Item {}
    }

    private FileLines(long ttl) {
        this.ttl = ttl;
        given = new Given(ttl);
    }

    /// Reads the file.
    ///
    /// @param ttl of records that have none of their own, in seconds
    static List<Item> of(Path file, byte[] bytes, long ttl) {
        FileLines lines = new FileLines(ttl);
        new Lines(file, lines::line, lines.problems::add).read(bytes);
        lines.end();
        return List.copyOf(lines.items);
    }

    private void line(ConfLine line) {
        Optional<ConfOption> option = OptionTable.find(line.option());
        if (option.filter(known -> known.givesRecords(line)).isEmpty()) {
            end();
            items.add(new Item.Setting(line));
            return;
        }
        try {
            option.get().apply(new RecordLines(given), line);
        } catch (BadLine e) {
            problems.add(line.problem(e));
        }
    }

    private void end() {
        if (!given.isEmpty() || !problems.isEmpty()) {
            items.add(new Item.Records(given, List.copyOf(problems)));
            given = new Given(ttl);
            problems.clear();
        }
    }
}
