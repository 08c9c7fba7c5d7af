package mpd.dns.diag;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// What became of a question.
sealed interface Reply {

    /// What the kernel says where no route leads to a server.
    String NO_WAY = "network is unreachable";

    /// An answer, whatever it says.
    ///
    /// @param bytes how long it is
    /// @param took  from the question to it
    record Answer(Message message, int bytes, Duration took) implements Reply {

        int rcode() {
            return message.getRcode();
        }

        List<Record> records() {
            return message.getSection(Section.ANSWER);
        }

        /// The response code, and the words of the extended error (RFC 8914) where there are any.
        String verdict() {
            return Rcode.string(rcode()) + (error().isEmpty() ? "" : " (" + error() + ")");
        }

        /// The words of the extended error; empty where there are none.
        String error() {
            OPTRecord opt = message.getOPT();
            return opt == null
                    ? ""
                    : opt.getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR).stream()
                            .map(option -> ((ExtendedErrorCodeOption) option).getText())
                            .filter(text -> text != null && !text.isEmpty())
                            .findFirst()
                            .orElse("");
        }

        /// Whether it says that its sender answers nobody with the address of the one who asked (RFC 8914).
        boolean prohibited() {
            OPTRecord opt = message.getOPT();
            return rcode() == Rcode.REFUSED
                    && opt != null
                    && opt.getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR).stream()
                            .anyMatch(option -> ((ExtendedErrorCodeOption) option).getErrorCode()
                                    == ExtendedErrorCodeOption.PROHIBITED);
        }

        /// How long it took, for a person.
        String time() {
            return String.format(Locale.ROOT, "%.1f ms", took.toNanos() / 1e6);
        }
    }

    /// The network says at once that there is nobody or no way.
    ///
    /// @param why e.g. `port closed`
    record Refused(String why) implements Reply {}

    /// Nothing came.
    record Silent(Duration waited) implements Reply {}

    /// Something came that is no DNS message.
    record Garbled(String why) implements Reply {}

    /// Whether there was an answer.
    default boolean answered() {
        return this instanceof Answer;
    }

    /// What became of it, after the name of the one who was asked.
    default String words() {
        return switch (this) {
            case Answer answer -> "answers " + answer.verdict() + " in " + answer.time();
            case Refused(String why) -> "cannot be reached: " + why;
            case Silent(Duration waited) -> "is silent for " + waited.toMillis() + " ms";
            case Garbled(String why) -> "sends something that is no answer: " + why;
        };
    }
}
