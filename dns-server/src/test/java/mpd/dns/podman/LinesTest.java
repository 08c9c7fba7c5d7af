package mpd.dns.podman;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {

    private final List<String> got = new ArrayList<>();
    private int tooLong;
    private final Lines lines = new Lines(10, got::add, () -> tooLong++);

    private void add(String piece) {
        lines.add(piece.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void lineSplitAnywhereComesOutWhole() {
        byte[] bytes = "one\ntwö\n\nthree\n".getBytes(StandardCharsets.UTF_8);
        for (byte piece : bytes) {
            lines.add(new byte[] {piece});
        }

        assertThat(got).containsExactly("one", "twö", "three");
        assertThat(lines.inside()).isFalse();
    }

    @Test
    void severalLinesInOnePieceComeOutOneByOne() {
        add("a\nb\nc");

        assertThat(got).containsExactly("a", "b");
        assertThat(lines.inside()).isTrue();
    }

    @Test
    void overlongLineIsLeftOutAndTheNextIsRead() {
        add("0123456789");
        add("0\nnext\n");

        assertThat(got).containsExactly("next");
        assertThat(tooLong).isEqualTo(1);
    }
}
