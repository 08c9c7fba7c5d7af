package mpd.dns.registry;

import java.time.Instant;

/// How it stands with a source of records.
public sealed interface SourceState {

    /// Expected, and not read yet: nothing may be denied before it is.
    record Pending(Instant since) implements SourceState {}

    /// Read, and followed: its contribution is current.
    record Following(Instant since) implements SourceState {}

    /// Was followed and broke off; its last contribution is kept.
    ///
    /// @param why one sentence for a person
    record Down(Instant since, String why) implements SourceState {}

    /// Not there, so nothing waits for it. It may still appear.
    record Absent(String why) implements SourceState {}
}
