/// Merges what the sources say into the zone snapshot that queries are answered from.
///
/// A source hands in whole contributions, never changes; nobody else builds a snapshot. Start reading at
/// [Registry].
@NullMarked
package mpd.dns.registry;

import org.jspecify.annotations.NullMarked;
