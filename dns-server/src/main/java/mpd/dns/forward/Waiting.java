package mpd.dns.forward;

import mpd.dns.wire.WireRecords;
import org.jspecify.annotations.Nullable;

/// A question that waits for its answer on a socket. Lives on one event loop.
final class Waiting {

    private static final long SILENT_NANOS = 300_000_000;

    private final byte[] query;
    private final int questionLength;
    private final Ear ear;
    private final long since = System.nanoTime();
    private @Nullable Carrier carrier;
    private boolean again;

    /// Who is told what became of the question: once, and nothing after [Waiting#giveUp()].
    interface Ear {
        /// A message that answers the question came.
        ///
        /// @param verdict never [UpstreamMessage.Verdict.Foreign]
        void answered(UpstreamMessage.Verdict verdict, byte[] message);

        /// No answer will come.
        void failed(SocketFailure failure);
    }

    /// The socket that a question waits on.
    interface Carrier {
        /// Nobody waits for this one's answer any more.
        ///
        /// @param silent whether it has waited for long
        void gaveUp(Waiting waiting, boolean silent);
    }

    /// @param query becomes this one's, which writes IDs into it
    Waiting(byte[] query, int questionLength, Ear ear) {
        this.query = query;
        this.questionLength = questionLength;
        this.ear = ear;
    }

    /// The query with the ID it has on this socket.
    byte[] query() {
        return query;
    }

    int id() {
        return WireRecords.u16(query, 0);
    }

    void carriedBy(Carrier socket, int id) {
        carrier = socket;
        WireRecords.u16(query, 0, id);
    }

    /// Whether it may be asked once more, which is so once.
    boolean onceMore() {
        boolean first = !again;
        again = true;
        return first;
    }

    UpstreamMessage.Verdict judge(byte[] message) {
        return UpstreamMessage.judge(query, questionLength, message);
    }

    /// To be called after the socket has forgotten it: what it leads to may use the socket again.
    void answered(UpstreamMessage.Verdict verdict, byte[] message) {
        carrier = null;
        ear.answered(verdict, message);
    }

    /// To be called after the socket has forgotten it.
    void failed(SocketFailure failure) {
        carrier = null;
        ear.failed(failure);
    }

    /// Waits no longer. Harmless when it does not.
    void giveUp() {
        Carrier was = carrier;
        carrier = null;
        if (was != null) {
            was.gaveUp(this, System.nanoTime() - since >= SILENT_NANOS);
        }
    }
}
