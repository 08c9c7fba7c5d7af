package mpd.dns.registry;

import java.time.Instant;
import java.util.Optional;
import org.xbill.DNS.Name;

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

    /// There, and could never be read: the one name that it gives may not be denied. All others may, and the
    /// reverse name of its address, which nobody knows.
    ///
    /// @param why   one sentence for a person
    /// @param owner the name that it gives
    record Unread(Instant since, String why, Name owner) implements SourceState {}

    /// Not there, so nothing waits for it. It may still appear.
    ///
    /// @param why     one sentence for a person
    /// @param givenUp since when, where it was expected and could not be read in time; its names are missing
    record Absent(String why, Optional<Instant> givenUp) implements SourceState {

        /// Nobody expects it.
        public Absent(String why) {
            this(why, Optional.empty());
        }
    }
}
