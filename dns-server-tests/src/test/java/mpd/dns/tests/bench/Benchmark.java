package mpd.dns.tests.bench;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Something that can be measured and has a place of its own in docs/PERFORMANCE.md. To add one, implement
/// this, list it in [Bench], and make the place in the page.
public interface Benchmark {

    /// The word on the command line, and the name of its place in the page.
    String name();

    /// Measures.
    ///
    /// @param quick    whether to run as little as shows that it works
    /// @param progress is told what happens now
    Report measure(boolean quick, Consumer<String> progress);

    /// What came out.
    ///
    /// @param text     in Markdown, for the page
    /// @param missed   the promises that were not kept, in words
    /// @param pictures what the text shows of docs/pictures, by the name of its file
    record Report(String text, List<String> missed, Map<String, String> pictures) {

        /// Keeps copies.
        public Report {
            missed = List.copyOf(missed);
            pictures = Map.copyOf(pictures);
        }

        /// One without pictures.
        public Report(final String text, final List<String> missed) {
            this(text, missed, Map.of());
        }
    }
}
