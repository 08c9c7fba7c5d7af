@NullMarked
package mpd.dns.control;

import org.jspecify.annotations.NullMarked;
