package mpd.dns.forward;

/// What is known of a nameserver at one moment.
enum Health {
    /// Nothing is held against it.
    WELL,
    /// Owes an answer and has said nothing since. Nobody knows yet whether it is slow or dead.
    LATE,
    /// Was late, and has not answered a probe either.
    SILENT,
    /// The network says that it cannot be reached.
    UNREACHABLE,
    /// Fails where others have an answer, whatever is asked.
    REFUSING,
    /// Asks us what we ask it. Never asked.
    LOOP;

    /// Whether nobody should wait for it.
    boolean gone() {
        return this == SILENT || this == UNREACHABLE;
    }
}
