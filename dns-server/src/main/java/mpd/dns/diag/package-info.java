/// `diag`: walks the whole chain from a client to the nameservers, and says at each step what is wrong and how
/// to mend it.
///
/// Asks as a client does, over sockets of its own, and reads what the server says of itself where that can be
/// seen. Names of a zone are sent to nobody who has not said that it is mpd-dns. Start reading at [Diagnosis].
@NullMarked
package mpd.dns.diag;

import org.jspecify.annotations.NullMarked;
