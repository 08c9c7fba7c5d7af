package mpd.dns.tests.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// One line of a configuration as what it says; how it is spelled is the matter of [Handwriting].
sealed interface Statement {

    /// The option's name; empty for a line of a hosts file.
    String option();

    /// What stands behind the `=`, without any adornment; empty for a flag.
    String value();

    /// The plain line.
    default String line() {
        return value().isEmpty() ? option() : option() + "=" + value();
    }

    /// `address=`; an empty target denies the domains.
    record Address(List<String> domains, String target) implements Statement {
        @Override
        public String option() {
            return "address";
        }

        @Override
        public String value() {
            return "/" + String.join("/", domains) + "/" + target;
        }
    }

    /// `local=`.
    record Local(List<String> domains) implements Statement {
        @Override
        public String option() {
            return "local";
        }

        @Override
        public String value() {
            return "/" + String.join("/", domains) + "/";
        }
    }

    /// `server=`; without a domain it is asked for everything.
    record Server(List<String> domains, String address) implements Statement {
        @Override
        public String option() {
            return "server";
        }

        @Override
        public String value() {
            return domains.isEmpty() ? address : "/" + String.join("/", domains) + "/" + address;
        }
    }

    /// `rev-server=`; without an address the subnet's names are answered here.
    record RevServer(String subnet, String address) implements Statement {
        @Override
        public String option() {
            return "rev-server";
        }

        @Override
        public String value() {
            return address.isEmpty() ? subnet : subnet + "," + address;
        }
    }

    /// `host-record=`.
    record Host(List<String> names, List<String> addresses, OptionalLong ttl) implements Statement {
        @Override
        public String option() {
            return "host-record";
        }

        @Override
        public String value() {
            final List<String> parts = new ArrayList<>(names);
            parts.addAll(addresses);
            ttl.ifPresent(seconds -> parts.add(Long.toString(seconds)));
            return String.join(",", parts);
        }
    }

    /// `cname=`.
    record Cname(List<String> aliases, String target, OptionalLong ttl) implements Statement {
        @Override
        public String option() {
            return "cname";
        }

        @Override
        public String value() {
            final List<String> parts = new ArrayList<>(aliases);
            parts.add(target);
            ttl.ifPresent(seconds -> parts.add(Long.toString(seconds)));
            return String.join(",", parts);
        }
    }

    /// `txt-record=`; a text may hold what has to be quoted.
    record Txt(String name, List<String> texts) implements Statement {
        @Override
        public String option() {
            return "txt-record";
        }

        @Override
        public String value() {
            final List<String> parts = new ArrayList<>(List.of(name));
            texts.forEach(text -> parts.add(text.matches("[A-Za-z0-9=]+") ? text : "\"" + text + "\""));
            return String.join(",", parts);
        }
    }

    /// A record that is made by one option with the name first: `srv-host`, `mx-host`, `ptr-record`,
    /// `caa-record`.
    ///
    /// @param type of the record, a number
    record Single(String option, int type, String name, String rest) implements Statement {
        @Override
        public String value() {
            return rest.isEmpty() ? name : name + "," + rest;
        }
    }

    /// A flag, or a number or word that is set.
    record Setting(String option, String value) implements Statement {}

    /// A line of a hosts file.
    record HostsLine(String address, List<String> names) implements Statement {
        @Override
        public String option() {
            return "";
        }

        @Override
        public String value() {
            return address + " " + String.join(" ", names);
        }

        @Override
        public String line() {
            return value();
        }
    }
}
