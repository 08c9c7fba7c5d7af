package mpd.dns.tests.differential;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A question and what the two servers answered to it.
///
/// @param theirs dnsmasq's answer
/// @param ours   the program's
record Case(Facts facts, Question question, Answer theirs, Answer ours) {

    /// The name asked, in lower case.
    String name() {
        return question.name().toLowerCase(Locale.ROOT);
    }

    int type() {
        return question.type();
    }

    /// Whether there is anything to explain.
    boolean differs() {
        return !theirs.equals(ours);
    }

    /// Whether the servers answered the same in another case.
    boolean resembles(final Case other) {
        return theirs.equals(other.theirs) && ours.equals(other.ours);
    }

    /// Whether two sets of records are the same but for their TTLs.
    static boolean alike(final Collection<Answer.Line> theirs, final Collection<Answer.Line> ours) {
        return keys(theirs).equals(keys(ours));
    }

    private static Set<String> keys(final Collection<Answer.Line> lines) {
        return lines.stream().map(Answer.Line::withoutTtl).collect(Collectors.toCollection(TreeSet::new));
    }

    /// Whether the type is one of these.
    boolean asks(final int... types) {
        return IntStream.of(types).anyMatch(type -> type == question.type());
    }

    /// Whether neither server needed to ask anybody: dnsmasq denied from what it has, without any detail, and
    /// the program did so with authority.
    boolean denied(final String their, final String our) {
        return theirs.bare(their, false) && ours.denies(our);
    }
}
