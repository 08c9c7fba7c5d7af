package mpd.dns.control;

/// Answers the other commands over the control socket.
public final class ControlServer {}
