@NullMarked
package mpd.dns.zone;

import org.jspecify.annotations.NullMarked;
