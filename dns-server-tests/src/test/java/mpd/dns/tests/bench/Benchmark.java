package mpd.dns.tests.bench;

import java.util.List;
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
    /// @param text   in Markdown, for the page
    /// @param missed the promises that were not kept, in words
    record Report(String text, List<String> missed) {

        /// Keeps a copy of the list.
        public Report {
            missed = List.copyOf(missed);
        }
    }
}
