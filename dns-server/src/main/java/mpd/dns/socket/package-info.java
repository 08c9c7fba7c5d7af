/// Unix sockets that this program listens on: their files, made and taken away with care.
///
/// Knows nothing of what is said over them. Start reading at [SocketFile].
@NullMarked
package mpd.dns.socket;

import org.jspecify.annotations.NullMarked;
