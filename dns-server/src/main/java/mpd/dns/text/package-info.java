/// Text that others wrote, made safe to show.
///
/// Knows nothing of what the text means. Start reading at [PlainText].
@NullMarked
package mpd.dns.text;

import org.jspecify.annotations.NullMarked;
