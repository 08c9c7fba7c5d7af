package mpd.dns.conf;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Name;

/// `address=/DOMAIN[/DOMAIN...]/IP`, where it gives addresses to domains and nothing else.
final class AddressLines implements ConfOption.RecordAction {

    static final String FORM = "expected address=/DOMAIN/IP (or /DOMAIN/# for the null addresses)";
    private static final InetAddress NULL_4 = InetAddress.ofLiteral("0.0.0.0");
    private static final InetAddress NULL_6 = InetAddress.ofLiteral("::");

    /// What stands between slashes.
    ///
    /// @param target what stands behind the last slash
    record Parts(List<String> domains, String target) {

        /// The addresses of the target.
        List<InetAddress> addresses() throws BadLine {
            return target.equals("#")
                    ? List.of(NULL_4, NULL_6)
                    : List.of(ConfNames.address(target).orElseThrow(() -> new BadLine(FORM)));
        }
    }

    /// Without an address, or about names without a dot, the line says something else as well.
    @Override
    public boolean concerns(ConfLine line) {
        try {
            Parts parts = parts(line, FORM);
            return !parts.target().isEmpty() && !parts.domains().contains("");
        } catch (BadLine _) {
            return true;
        }
    }

    @Override
    public void apply(RecordLines records, ConfLine line) throws BadLine {
        Parts parts = parts(line, FORM);
        List<InetAddress> addresses = parts.addresses();
        List<Name> domains = new ArrayList<>();
        for (String domain : parts.domains()) {
            if (!domain.isEmpty()) {
                Name name = everything(domain) ? Name.root : ConfNames.domain(domain);
                Name _ = Given.below(name);
                domains.add(name);
            }
        }
        for (Name domain : domains) {
            for (InetAddress address : addresses) {
                records.given().covering(domain, address, line.origin());
            }
        }
    }

    static boolean everything(String domain) {
        return domain.equals("#") || domain.equals("*");
    }

    static Parts parts(ConfLine line, String form) throws BadLine {
        List<String> parts = ConfLine.slashes(line.required(form));
        if (parts.size() < 3 || !parts.getFirst().isEmpty()) {
            throw new BadLine(form);
        }
        List<String> domains = parts.subList(1, parts.size() - 1);
        for (String domain : domains) {
            if (ConfNames.address(domain).isPresent()) {
                throw new BadLine(form + ", and nothing behind the address");
            }
        }
        return new Parts(domains, parts.getLast());
    }
}
