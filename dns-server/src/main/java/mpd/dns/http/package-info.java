/// HTTP for looking in: health, metrics, the documents of the control socket, and a page for people.
///
/// Read only, and never in the way of DNS: it has an event loop of its own, and answers are made on virtual
/// threads, one a connection, which wait for slow readers. Start reading at [HttpServer], then [Pages].
@NullMarked
package mpd.dns.http;

import org.jspecify.annotations.NullMarked;
