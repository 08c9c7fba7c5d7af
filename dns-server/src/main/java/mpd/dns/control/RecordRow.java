package mpd.dns.control;

import mpd.dns.registry.Entry;
import mpd.dns.registry.Origin;
import mpd.dns.registry.Precedence;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// A record with its provenance, as the JSON documents of the control socket have it.
///
/// @param name        owner name, absolute
/// @param ttl         in seconds
/// @param type        e.g. `AAAA`
/// @param data        in presentation format (RFC 1035 section 5.1)
/// @param source      the kind of source, e.g. `flag`
/// @param origin      where exactly it came from: a flag, file:line, or a container
/// @param containerId full id, where it came from a container
/// @param since       since when the source has said so (ISO 8601)
/// @param shadowedBy  the origin of what is served instead, where it is not served
public record RecordRow(
        String name,
        long ttl,
        String type,
        String data,
        String source,
        String origin,
        @Nullable String containerId,
        String since,
        @Nullable String shadowedBy) {

    static RecordRow of(Entry entry) {
        return of(entry.record(), entry);
    }

    /// A row for a record that was made of the entry, e.g. by expanding a wildcard.
    static RecordRow of(Record record, Entry entry) {
        return new RecordRow(
                record.getName().toString(),
                record.getTTL(),
                Type.string(record.getType()),
                Addresses.data(record),
                source(entry.precedence()),
                entry.origin().toString(),
                entry.origin() instanceof Origin.Container container ? container.id() : null,
                entry.since().toString(),
                entry.shadowedBy().map(Origin::toString).orElse(null));
    }

    private static String source(Precedence precedence) {
        return switch (precedence) {
            case STANDARD, SELF -> "built-in";
            case FLAG -> "flag";
            case FILE -> "file";
            case PLATFORM -> "platform.env";
            case LABEL -> "podman label";
            case DERIVED -> "podman name";
        };
    }
}
