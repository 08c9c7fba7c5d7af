package mpd.dns.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import mpd.dns.text.PlainText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {

    @Test
    void columnsAreAlignedAndLinesEndWithTheirText() {
        Table table = new Table("A", "B");
        table.add("long", "x");
        table.add("\ud83d\ude00", "");
        StringWriter out = new StringWriter();
        table.print(new PrintWriter(out), "  ");
        assertThat(out.toString().lines()).containsExactly("  A     B", "  long  x", "  \ud83d\ude00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\u001b", "\n", "\r", "\t", "\u0000", "\u007f", "\u0085", "\u009b", "\u202e", "\u2028", "\ud800"
            })
    void whatATerminalActsOnIsEscaped(String text) {
        assertThat(PlainText.of("a" + text + "b")).matches("a\\\\u\\{[0-9a-f]+}b");
    }

    @Test
    void ordinaryTextIsKept() {
        assertThat(PlainText.of("b\u00fccher \\ \u65e5\u672c")).isEqualTo("b\u00fccher \\ \u65e5\u672c");
    }
}
