package mpd.dns.watch;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// Why a file or directory could not be read, in words.
public final class ReadFailure {

    private ReadFailure() {}

    /// Completes the sentence `the file ...`.
    public static String why(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "does not exist";
            case AccessDeniedException _ -> "may not be read by this user";
            case NotDirectoryException _ -> "expected a directory, and this is something else";
            default -> "cannot be read: " + e.getMessage();
        };
    }
}
