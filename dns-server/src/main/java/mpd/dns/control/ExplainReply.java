package mpd.dns.control;

import java.util.List;
import java.util.Objects;

/// The answer to `explain`: what a query gets, and why.
///
/// @param name     the name asked, absolute
/// @param type     the type asked
/// @param verdict  what happens to the query
/// @param summary  the same in one sentence
/// @param answer   records of the answer, in the order a client follows them
/// @param shadowed claims for these names that lose against others
/// @param notes    what else helps to understand it, one sentence each
public record ExplainReply(
        String name,
        String type,
        Verdict verdict,
        String summary,
        List<Step> answer,
        List<RecordRow> shadowed,
        List<String> notes) {

    public ExplainReply {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(summary, "summary");
        Objects.requireNonNull(answer, "answer");
        Objects.requireNonNull(shadowed, "shadowed");
        Objects.requireNonNull(notes, "notes");
    }

    /// What happens to a query.
    public enum Verdict {
        /// It is answered from here.
        ANSWERED,
        /// It is an alias whose target is resolved upstream.
        ALIAS,
        /// The name exists, the type does not.
        NO_DATA,
        /// The name does not exist.
        NO_SUCH_NAME,
        /// Not known before every expected source has been read.
        HELD,
        /// It is not ours: it is asked upstream, or answered from what was.
        FORWARDED,
        /// It is not ours, there is no nameserver to ask, and the cache does not have it.
        NO_NAMESERVER,
        /// Nobody is answered this.
        REFUSED;

        /// Whether whoever asks may hope for records: the exit status of the command is 0 then, else 1.
        public boolean positive() {
            return switch (this) {
                case ANSWERED, ALIAS, FORWARDED -> true;
                case NO_DATA, NO_SUCH_NAME, NO_NAMESERVER, HELD, REFUSED -> false;
            };
        }
    }

    /// One record of an answer.
    ///
    /// @param how    how it came to be part of it, e.g. `exact name` or `wildcard *.mpd.test.`
    /// @param record the record
    public record Step(String how, RecordRow record) {}
}
