/// Netty's transport on this machine: epoll, or NIO where epoll cannot load.
///
/// Nothing of DNS here. Start reading at [Transport].
@NullMarked
package mpd.dns.transport;

import org.jspecify.annotations.NullMarked;
