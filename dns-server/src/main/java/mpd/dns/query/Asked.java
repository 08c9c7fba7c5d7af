package mpd.dns.query;

import mpd.dns.wire.Query;
import mpd.dns.wire.Question;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSOutput;
import org.xbill.DNS.Name;

/// A query on its way through the pipeline.
///
/// @param query    what is being resolved now: the client's query, or a target that its CNAMEs led to
/// @param deadline by [System#nanoTime()], until when the client gets an answer
/// @param turns    how often CNAMEs have led from our names outside or back; 0 is the client's own question
record Asked(Query query, long deadline, int turns) {

    private static final int MOST_TURNS = 8;

    static Asked first(Query query, long nanos) {
        return new Asked(query, System.nanoTime() + nanos, 0);
    }

    boolean first() {
        return turns == 0;
    }

    long nanosLeft() {
        return deadline - System.nanoTime();
    }

    /// Each turn may take as long as a whole answer, so there is none once the client waits no longer.
    boolean mayTurn() {
        return turns < MOST_TURNS && nanosLeft() > 0;
    }

    /// The same query for another name.
    Asked turnedTo(Name target) {
        int type = query.question().type();
        DNSOutput wire = new DNSOutput();
        target.toWire(wire, null);
        wire.writeU16(type);
        wire.writeU16(DClass.IN);
        Question question = new Question(target, type, DClass.IN, wire.toByteArray());
        Query next = new Query(
                query.id(),
                query.recursionDesired(),
                query.authenticData(),
                query.checkingDisabled(),
                question,
                query.edns());
        return new Asked(next, deadline, turns + 1);
    }
}
