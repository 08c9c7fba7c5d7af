package mpd.dns.tests.bench;

/// How one kind of server is given a zone, and how it is started.
interface Software {

    /// Writes its files.
    void configure(Place place, AnswerZone zone);

    /// Starts it, and awaits nothing.
    ProcessHandle launch(Place place);
}
