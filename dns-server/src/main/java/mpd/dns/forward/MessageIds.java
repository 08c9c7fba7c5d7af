package mpd.dns.forward;

import java.util.random.RandomGenerator;
import mpd.dns.wire.WireRecords;

/// Numbers nobody can predict, drawn in handfuls because a draw from the system's source of randomness is dear.
/// Lives on one event loop.
final class MessageIds {

    private static final int HANDFUL = 512;
    // What a few questions need.
    private static final int FEW = 64;

    private final RandomGenerator source;
    private final byte[] drawn = new byte[HANDFUL];
    private int used = HANDFUL;

    /// @param source must not be predictable (RFC 5452 section 9.2)
    MessageIds(RandomGenerator source) {
        this.source = source;
    }

    /// 0 to 65535.
    int next() {
        if (used == HANDFUL) {
            draw();
        }
        int id = WireRecords.u16(drawn, used);
        used += 2;
        return id;
    }

    /// Draws the next handful while nobody waits for it, where few are left of this one.
    void replenish() {
        if (used >= HANDFUL - FEW) {
            draw();
        }
    }

    private void draw() {
        source.nextBytes(drawn);
        used = 0;
    }

    /// 0 to below `bound`, which is far below 65536, so that the remainder's bias does not matter.
    int below(int bound) {
        return next() % bound;
    }

    /// Half of `middle` to one and a half of it.
    long around(long middle) {
        return middle / 2 + middle * next() / (1 << 16);
    }
}
