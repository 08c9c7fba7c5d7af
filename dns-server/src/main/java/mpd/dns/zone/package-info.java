/// The zones this server is authoritative for, as one immutable snapshot, and how a name is looked up in it.
///
/// Nothing here knows where a record came from, reads a clock, or talks to anybody. Start reading at
/// [ZoneSnapshot].
@NullMarked
package mpd.dns.zone;

import org.jspecify.annotations.NullMarked;
