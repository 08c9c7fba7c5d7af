/// The control socket: lets the other commands look into a running server.
///
/// Read only. Start reading at [ControlServer].
@NullMarked
package mpd.dns.control;

import org.jspecify.annotations.NullMarked;
