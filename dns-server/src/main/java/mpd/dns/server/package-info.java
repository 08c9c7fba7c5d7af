/// Sockets and lifecycle: binds the listeners, starts the sources in order, and stops without losing a query.
///
/// What an answer is gets decided elsewhere. Start reading at [DnsServer].
@NullMarked
package mpd.dns.server;

import org.jspecify.annotations.NullMarked;
