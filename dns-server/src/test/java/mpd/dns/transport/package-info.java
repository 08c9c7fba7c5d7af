@NullMarked
package mpd.dns.transport;

import org.jspecify.annotations.NullMarked;
