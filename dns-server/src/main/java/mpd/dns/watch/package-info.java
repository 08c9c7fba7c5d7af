/// Tells when a file has changed, however it was changed: renamed over, rewritten, deleted, re-linked.
///
/// Reads a file only for who asks. Start reading at [FileWatcher].
@NullMarked
package mpd.dns.watch;

import org.jspecify.annotations.NullMarked;
