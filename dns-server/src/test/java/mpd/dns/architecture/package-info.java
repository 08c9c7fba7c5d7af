@NullMarked
package mpd.dns.architecture;

import org.jspecify.annotations.NullMarked;
