/// Keeps the answers of upstream nameservers for as long as they may be kept, and lets clients that ask the
/// same share one question.
///
/// An answer is kept as the bytes it came in, for exactly the question that was asked; nothing in it becomes an
/// entry of its own. What must not leave this machine never comes here. Start reading at [CachingForwarder].
@NullMarked
package mpd.dns.cache;

import org.jspecify.annotations.NullMarked;
