package mpd.dns.conf;

/// What a [FileSource] has of a file.
public sealed interface FileContent {

    /// The file's content. Equal only to itself: one that was read anew is another although all bytes are the
    /// same, for the file behind it may have been replaced where that is not seen (see [ConfFiles#oldCopy()]).
    ///
    /// @param bytes    all of it; nobody changes the array
    /// @param identity equal for two paths that lead to one file (device and inode)
    record Text(byte[] bytes, Object identity) implements FileContent {}

    /// There is no such file.
    record Missing() implements FileContent {}

    /// There is something that cannot be read as a file, or may not be.
    ///
    /// @param why completes the sentence `the file ...`, e.g. `may not be read by this user`
    record Unreadable(String why) implements FileContent {}

    /// There is a directory of that name.
    record Directory() implements FileContent {}

    /// There is a file that is being written for the first time: it does not count yet.
    record Unsettled() implements FileContent {}
}
