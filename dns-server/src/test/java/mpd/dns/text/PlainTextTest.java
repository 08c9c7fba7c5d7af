package mpd.dns.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTextTest {

    @Test
    void whatSteersATerminalIsSpelledOut() {
        assertThat(PlainText.of("a\u001b[31mb\nc\u202ed")).isEqualTo("a\\u{1b}[31mb\\u{a}c\\u{202e}d");
    }

    @Test
    void lettersOfAnyLanguageStay() {
        assertThat(PlainText.of("Größe 漢字 😀")).isEqualTo("Größe 漢字 😀");
    }

    @Test
    void longTextIsCutBetweenCharacters() {
        assertThat(PlainText.shortened("😀".repeat(201))).isEqualTo("😀".repeat(200) + "...");
        assertThat(PlainText.shortened("x".repeat(200))).isEqualTo("x".repeat(200));
    }
}
