/// Text that others wrote: addresses and times read strictly, everything else made safe to show.
///
/// Knows nothing of what the text is for. Start reading at [PlainText] and [AddressText].
@NullMarked
package mpd.dns.text;

import org.jspecify.annotations.NullMarked;
