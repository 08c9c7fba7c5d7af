@NullMarked
package mpd.dns.diag;

import org.jspecify.annotations.NullMarked;
