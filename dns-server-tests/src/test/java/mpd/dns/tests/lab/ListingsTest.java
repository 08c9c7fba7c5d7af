package mpd.dns.tests.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The judge of the storm has to be right itself.
class ListingsTest {

    private static long at(final int millis) {
        return Duration.ofMillis(millis).toNanos();
    }

    private static Listings.Listing renamed(final int millis, final String... nameservers) {
        return new Listings.Listing(at(millis), at(millis), true, Set.of(nameservers));
    }

    private static Listings.Listing written(final int begun, final int settled, final String... nameservers) {
        return new Listings.Listing(at(begun), at(settled), false, Set.of(nameservers));
    }

    private static Listings.Possible possible(final int start, final int end, final Listings.Listing... history) {
        return new Listings(List.of(history), Duration.ZERO).possible(at(start), at(end));
    }

    @Test
    void earlierNameserversMayAnswerForATenthOfASecondAfterARename() {
        assertThat(possible(1_090, 1_095, renamed(0, "a"), renamed(1_000, "b")).nameservers())
                .containsExactlyInAnyOrder("a", "b");
        assertThat(possible(1_110, 1_115, renamed(0, "a"), renamed(1_000, "b")).nameservers())
                .containsExactly("b");
        assertThat(possible(900, 990, renamed(0, "a"), renamed(1_000, "b")).nameservers())
                .containsExactly("a");
    }

    @Test
    void aFileThatWasWrittenInPlaceHasToBeLeftAloneFirst() {
        assertThat(possible(1_150, 1_155, renamed(0, "a"), written(1_000, 1_010, "b"))
                        .nameservers())
                .containsExactlyInAnyOrder("a", "b");
        assertThat(possible(1_170, 1_175, renamed(0, "a"), written(1_000, 1_010, "b"))
                        .nameservers())
                .containsExactly("b");
    }

    @Test
    void aVersionThatDidNotLastMayNeverCount() {
        final Listings.Listing[] history = {renamed(0, "a"), written(1_000, 1_010, "b"), renamed(1_040, "c")};
        assertThat(possible(1_130, 1_135, history).nameservers()).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(possible(1_150, 1_155, history).nameservers()).containsExactly("c");
    }

    @Test
    void withoutNameserversTheCacheMayAnswerAndSoMayNobody() {
        assertThat(possible(1_500, 1_505, renamed(0, "a"), renamed(500, "b"), renamed(1_000)))
                .isEqualTo(new Listings.Possible(Set.of("b"), true));
        assertThat(possible(500, 505, renamed(0, "a"), renamed(1_000)).none()).isFalse();
    }
}
