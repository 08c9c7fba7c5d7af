@NullMarked
package mpd.dns.cli;

import org.jspecify.annotations.NullMarked;
