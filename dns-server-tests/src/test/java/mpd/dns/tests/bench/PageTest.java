package mpd.dns.tests.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {

    private static final String BEGIN = "<!-- bench speed: written by dns-server-tests/bench, not by hand -->\n";
    private static final String END = "<!-- bench speed: end -->\n";

    @Test
    void onlyWhatIsBetweenTheMarkersIsReplaced() {
        final Page page = new Page("before\n" + BEGIN + "old\n" + END + "after\n");
        final Page next = page.with("speed", "new\n");
        assertThat(next.text()).isEqualTo("before\n" + BEGIN + "\nnew\n\n" + END + "after\n");
        assertThat(next.with("speed", "new")).isEqualTo(next);
    }

    @Test
    void aPageWithoutItsMarkersIsRefused() {
        assertThatIllegalStateException().isThrownBy(() -> new Page(BEGIN).with("speed", ""));
        assertThatIllegalStateException().isThrownBy(() -> new Page(END + BEGIN).with("speed", ""));
        assertThatIllegalStateException().isThrownBy(() -> new Page(BEGIN + END + END).with("speed", ""));
        assertThatIllegalStateException().isThrownBy(() -> new Page(BEGIN + END).with("size", ""));
    }

    @Test
    void tableHasAsManyCellsInEveryRow() {
        final MarkdownTable table = new MarkdownTable("what", "p50").row("a|b", MarkdownTable.millis(-1_250_000));
        assertThat(table).hasToString("""
            | what | p50 |
            |---|---|
            | a\\|b | -1.3 ms |
            """);
        assertThatIllegalArgumentException().isThrownBy(() -> table.row("one"));
    }

    @Test
    void barIsMetUpToItsLimit() {
        final Bar met = Bar.time("file", 100, new Sample(List.of(100_000_000L)));
        final Bar missed = Bar.time("file", 100, new Sample(List.of(100_000_001L)));
        assertThat(met.met()).isTrue();
        assertThat(missed.met()).isFalse();
        assertThat(Bar.none("lost", 0).met()).isTrue();
        assertThat(Bar.none("lost", 1).met()).isFalse();
        assertThat(Bar.missed(List.of(met, missed))).containsExactly("file: 100.0 ms, bar is p99 at most 100 ms");
        assertThat(Bar.table(List.of(met, missed), true)).contains("| met |", "| **missed** |");
        assertThat(Bar.table(List.of(met, missed), false))
                .contains("| not judged |")
                .doesNotContain("missed");
    }
}
