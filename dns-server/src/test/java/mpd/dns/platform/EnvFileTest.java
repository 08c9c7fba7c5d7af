package mpd.dns.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvFileTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "IP=10.0.0.1",
                "IP=10.0.0.1\r\n",
                "IP=\"10.0.0.1\"",
                "IP='10.0.0.1'",
                "IP='10.0.0.1' # the machine",
                "IP=10.0.0.1 # the machine",
                "IP=10.0.0.1\t#the machine",
                "export IP=10.0.0.1",
                "  export  IP=10.0.0.1  ",
                "IP = 10.0.0.1",
                "IP=\" 10.0.0.1 \"",
                "IP=10.0.0.9\nIP=10.0.0.1\nOTHER=10.0.0.8\nXIP=10.0.0.7\n#IP=10.0.0.6",
            })
    void valueIsFoundHoweverItIsWritten(String text) {
        assertThat(EnvFile.last(text, "IP"))
                .hasValueSatisfying(value -> assertThat(value.text()).isEqualTo("10.0.0.1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"IP=", "IP=\"\"", "IP=''", "IP=  ", "IP=# none", "IP= # none", "export IP="})
    void emptyValueIsEmpty(String text) {
        assertThat(EnvFile.last(text, "IP"))
                .hasValueSatisfying(value -> assertThat(value.text()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# IP=10.0.0.1", "OTHER=1", "IP", "ip=10.0.0.1", "\u0000\uFFFD"})
    void nameThatIsNotAssignedHasNoValue(String text) {
        assertThat(EnvFile.last(text, "IP")).isEmpty();
    }

    @Test
    void lineIsCountedFromOne() {
        assertThat(EnvFile.last("A=1\n\nIP=2\n", "IP")).hasValue(new EnvFile.Value(3, "2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "2001:db8::1", "127.0.0.1"})
    void literalIsAnAddress(String text) {
        assertThat(EnvFile.address(text)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host",
                "10.0.0",
                "10.0.0.256",
                "010.0.0.1",
                "0.0.0.0",
                "::",
                "224.0.0.1",
                "10.0.0.1/24",
                "\"1",
                ""
            })
    void anythingElseIsNone(String text) {
        assertThat(EnvFile.address(text)).isEmpty();
    }
}
