package mpd.dns.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// Which build this is, as the build wrote it down.
///
/// @param program version of mpd-dns, e.g. `0.1.0`
/// @param netty   version of Netty that it was built with
public record ProgramVersion(String program, String netty) {

    /// The versions of this build.
    public static ProgramVersion current() {
        Properties properties = new Properties();
        try (InputStream in = ProgramVersion.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IllegalStateException("version.properties is missing from the program");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("version.properties cannot be read from the program", e);
        }
        return new ProgramVersion(properties.getProperty("program", "?"), properties.getProperty("netty", "?"));
    }
}
