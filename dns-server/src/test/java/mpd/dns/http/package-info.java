@NullMarked
package mpd.dns.http;

import org.jspecify.annotations.NullMarked;
