/// Bytes of DNS messages: screening a query, reading its question and EDNS, and writing the response.
///
/// Nothing here decides what the answer is. Start reading at [QueryScreen] and [ResponseWriter].
@NullMarked
package mpd.dns.wire;

import org.jspecify.annotations.NullMarked;
