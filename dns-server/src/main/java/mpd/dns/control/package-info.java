/// The control socket: lets the other commands look into a running server.
///
/// Read only. A client sends one line and gets one answer: `health` one line of text, `status`, `records`,
/// `records all` and `explain NAME [TYPE]` one JSON document, `explain-as-text NAME [TYPE]` what a person
/// reads, after a line `positive N` or `negative N`, where N is how many lines that is. Start reading at
/// [ControlServer].
@NullMarked
package mpd.dns.control;

import org.jspecify.annotations.NullMarked;
