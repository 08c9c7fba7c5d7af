package mpd.dns.control;

import java.util.Collection;
import java.util.Objects;

/// The answer to `records`.
///
/// @param serial    SOA serial
/// @param published when the zone last changed (ISO 8601)
/// @param records   in order of precedence
public record RecordsReply(long serial, String published, Collection<RecordRow> records) {
    public RecordsReply {
        Objects.requireNonNull(published, "published");
        Objects.requireNonNull(records, "records");
    }
}
