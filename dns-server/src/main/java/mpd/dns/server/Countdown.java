package mpd.dns.server;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import mpd.dns.forward.UpstreamAnswer.Again;
import mpd.dns.wire.WireRecords;

/// What an answer of the cache needs to be given again later: for how long that may be, and which TTLs become
/// less meanwhile. In bytes, as it stands behind the answer: when the next second begins (8), how many
/// TTLs there are (2), and where in the message each is (2).
final class Countdown {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Again again;
    private char[] ttls = new char[4];
    private int count;

    private Countdown(Again again) {
        this.again = again;
    }

    /// Of a well-formed answer with one question.
    static Countdown of(byte[] message, Again again) {
        Countdown countdown = new Countdown(again);
        int _ = WireRecords.walk(message, WireRecords.start(message), (_, _, at) -> countdown.look(message, at));
        return countdown;
    }

    private void look(byte[] message, int at) {
        if (WireRecords.u16(message, at) != WireRecords.TYPE_OPT) {
            if (count == ttls.length) {
                ttls = Arrays.copyOf(ttls, 2 * count);
            }
            ttls[count++] = (char) (at + WireRecords.TTL);
        }
    }

    /// When it may not be given again any more, by the clock of the cache.
    long ends() {
        return again.until();
    }

    /// How many bytes it has.
    int length() {
        return Long.BYTES + Character.BYTES * (1 + count);
    }

    /// How many bytes the one has that stands there.
    static int length(ByteBuffer answers, int at) {
        return Long.BYTES + Character.BYTES * (1 + answers.getChar(at + Long.BYTES));
    }

    /// Writes it.
    void write(ByteBuffer out, int at) {
        out.putLong(at, again.older()).putChar(at + Long.BYTES, (char) count);
        for (int i = 0; i < count; i++) {
            out.putChar(ttl(at, i), ttls[i]);
        }
    }

    /// Makes an answer as old as it is now.
    ///
    /// @param message where it begins
    /// @param at      where its countdown stands
    /// @param now     by the clock of the cache
    static void run(ByteBuffer answers, int message, int at, long now) {
        long older = answers.getLong(at);
        if (now - older <= 0) {
            return;
        }
        // Rounded up, as the cache does.
        int seconds = (int) ((now - older + SECOND - 1) / SECOND);
        answers.putLong(at, older + seconds * SECOND);
        int count = answers.getChar(at + Long.BYTES);
        for (int i = 0; i < count; i++) {
            int ttl = message + answers.getChar(ttl(at, i));
            answers.putInt(ttl, answers.getInt(ttl) - seconds);
        }
    }

    private static int ttl(int at, int number) {
        return at + Long.BYTES + Character.BYTES * (1 + number);
    }
}
