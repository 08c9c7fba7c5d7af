/// Asks the upstream nameservers and relays their answer as bytes.
///
/// Knows nothing of the zones; what must not leave this machine is never handed to it. Start reading at
/// [Forwarder].
@NullMarked
package mpd.dns.forward;

import org.jspecify.annotations.NullMarked;
