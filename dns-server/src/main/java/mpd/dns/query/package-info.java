/// The path of one query from its bytes to its reply: what is answered here, held, forwarded or refused.
///
/// No sockets, and nothing that blocks. Start reading at [QueryPipeline].
@NullMarked
package mpd.dns.query;

import org.jspecify.annotations.NullMarked;
