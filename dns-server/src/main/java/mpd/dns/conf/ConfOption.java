package mpd.dns.conf;

import java.util.Optional;

/// One option of dnsmasq's configuration language, and what it is here.
///
/// @param name    as it stands in files
/// @param arity   whether a value belongs to it
/// @param verdict how it compares with dnsmasq
/// @param action  what a line with it does
/// @param records what it does where it gives records and nothing else
record ConfOption(String name, Arity arity, Verdict verdict, Action action, Optional<RecordAction> records) {

    /// An option whose lines depend on others, or others on them.
    ConfOption(String name, Arity arity, Verdict verdict, Action action) {
        this(name, arity, verdict, action, Optional.empty());
    }

    /// Whether a value belongs to an option.
    enum Arity {
        NONE,
        REQUIRED,
        OPTIONAL
    }

    /// How an option compares with dnsmasq.
    sealed interface Verdict {

        /// As dnsmasq has it.
        record Same() implements Verdict {}

        /// As dnsmasq has it, but for what is better.
        record Better(String how) implements Verdict {}

        /// Accepted, and without effect.
        record NoEffect(String why) implements Verdict {}
    }

    /// What a line does to a reading.
    @FunctionalInterface
    interface Action {

        /// Takes the line in, whole or (when it throws) not at all.
        void apply(Reading reading, ConfLine line) throws BadLine;
    }

    /// What a line does that gives records, whatever other lines say.
    @FunctionalInterface
    interface RecordAction {

        /// Takes the line in, whole or (when it throws) not at all.
        void apply(RecordLines records, ConfLine line) throws BadLine;

        /// Whether this line is of that kind.
        default boolean concerns(ConfLine line) {
            return true;
        }
    }

    /// Whether the line gives records, whatever other lines say, and does nothing else.
    boolean givesRecords(ConfLine line) {
        return records.filter(action -> action.concerns(line)).isPresent();
    }

    /// Takes a line in that gives records.
    void apply(RecordLines lines, ConfLine line) throws BadLine {
        checkArity(line);
        records.orElseThrow().apply(lines, line);
    }

    /// Takes a line with this option in.
    void apply(Reading reading, ConfLine line) throws BadLine {
        checkArity(line);
        action.apply(reading, line);
        if (verdict instanceof Verdict.NoEffect(String why)) {
            reading.notice(line, name + " has no effect here: " + why);
        }
    }

    private void checkArity(ConfLine line) throws BadLine {
        if (arity == Arity.NONE && line.value().isPresent()) {
            throw new BadLine("expected " + name + " alone, without a value");
        }
        if (arity == Arity.REQUIRED && line.value().isEmpty()) {
            throw new BadLine("expected a value: " + name + "=...");
        }
    }
}
