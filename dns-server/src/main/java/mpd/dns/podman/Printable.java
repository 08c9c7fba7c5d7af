package mpd.dns.podman;

/// Makes text that Podman or a container's label said safe for a log line.
final class Printable {

    private static final int MOST = 200;

    private Printable() {}

    /// Replaces everything that is not a visible character or a space, and shortens.
    static String of(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().limit(MOST).forEach(c -> {
            if (Character.isLetterOrDigit(c) || (c >= ' ' && c < 0x7F)) {
                safe.appendCodePoint(c);
            } else {
                safe.append("\\u{").append(Integer.toHexString(c)).append('}');
            }
        });
        return text.length() > MOST ? safe + "..." : safe.toString();
    }
}
