package mpd.dns.cache;

import mpd.dns.forward.UpstreamAnswer.Answered;
import mpd.dns.wire.WireRecords;

/// Keeps the TTLs of an answer that is passed on within what clients may be given.
final class Limited {

    private Limited() {}

    /// @param key what was asked
    static Answered to(CacheSettings.Ttls limits, Answered answer, CacheKey key) {
        byte[] message = answer.message();
        if (limits.given() == 0 || !key.asks(message, WireRecords.HEADER)) {
            return answer;
        }
        byte[] copy = message.clone();
        int end = WireRecords.walk(message, WireRecords.HEADER + key.questionLength(), (_, _, at) -> {
            int ttl = at + WireRecords.TTL;
            if (WireRecords.u16(copy, at) != WireRecords.TYPE_OPT) {
                WireRecords.ttl(copy, ttl, limits.given(WireRecords.ttl(copy, ttl)));
            }
        });
        return end < 0 ? answer : new Answered(copy, answer.from(), answer.took(), answer.provenance());
    }
}
