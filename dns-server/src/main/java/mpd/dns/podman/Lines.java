package mpd.dns.podman;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Puts lines together again from pieces that may end anywhere.
final class Lines {

    private final int longest;
    private final Consumer<String> line;
    private final Runnable tooLong;
    private final ByteArrayOutputStream part = new ByteArrayOutputStream();
    private boolean skipping;

    /// @param longest line in bytes; of a longer one nothing is kept
    /// @param line    gets each line, without its end
    /// @param tooLong is told of each line that was left out
    Lines(int longest, Consumer<String> line, Runnable tooLong) {
        this.longest = longest;
        this.line = line;
        this.tooLong = tooLong;
    }

    void add(byte[] piece) {
        int start = 0;
        for (int i = 0; i < piece.length; i++) {
            if (piece[i] == '\n') {
                append(piece, start, i - start);
                end();
                start = i + 1;
            }
        }
        append(piece, start, piece.length - start);
    }

    /// Whether a line has begun and not ended.
    boolean inside() {
        return skipping || part.size() > 0;
    }

    private void append(byte[] piece, int from, int length) {
        if (skipping || part.size() + length > longest) {
            skipping = true;
            part.reset();
        } else {
            part.write(piece, from, length);
        }
    }

    private void end() {
        if (skipping) {
            skipping = false;
            tooLong.run();
        } else {
            String whole = part.toString(StandardCharsets.UTF_8);
            part.reset();
            if (!whole.isBlank()) {
                line.accept(whole);
            }
        }
    }
}
