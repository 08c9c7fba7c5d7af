/// The list of upstream nameservers as resolv.conf has it now.
///
/// Reads, never resolves. Start reading at [ResolvConf].
@NullMarked
package mpd.dns.resolvconf;

import org.jspecify.annotations.NullMarked;
