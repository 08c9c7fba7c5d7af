package mpd.dns.tests.topology;

import java.util.List;
import mpd.dns.tests.lab.Machine;

/// The user `user` with a key on the laptop, and servers that let that key in: the virtual machine's `sshd`,
/// and one in the runtime `php`.
///
/// @param topology where
record ShellAccess(Topology topology) {

    private static final String AUTHORIZED = "/etc/ssh/authorized";

    /// The programs of a whole Debian, which its slim image lacks, and the key.
    static final List<String> CONTAINER_OPTIONS =
            List.of("--volume", "/base/usr:/usr:ro", "--volume", AUTHORIZED + ":" + AUTHORIZED + ":ro");

    /// A container's `sshd`, in the foreground; it is run again whenever the container starts again.
    static final List<String> CONTAINER_COMMAND = List.of("sh", "-ec", """
            id sshd > /dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin sshd
            id user > /dev/null 2>&1 || useradd --create-home --password '*' user
            mkdir -p /run/sshd
            ssh-keygen -q -A
            exec /usr/sbin/sshd -D -e -f /dev/null -o AuthorizedKeysFile=%s/keys
            """.formatted(AUTHORIZED));

    void prepare() {
        final Machine laptop = topology.laptop().machine();
        final Machine vm = topology.vm().machine();
        laptop.run("sh", "-ec", """
                mkdir -p -m 700 /root/.ssh
                ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519
                """).output();
        // Containers come and go with keys of their own: a lab has nobody to be protected from.
        laptop.replaceFile("/root/.ssh/config", """
                Host vm
                    HostName %s
                    User user
                Host *
                    BatchMode yes
                    ConnectTimeout 10
                    StrictHostKeyChecking no
                    UserKnownHostsFile /dev/null
                    LogLevel ERROR
                """.formatted(topology.names().get("vm.service.mpd.test")));
        vm.replaceFile(
                AUTHORIZED + "/keys",
                laptop.run("cat", "/root/.ssh/id_ed25519.pub").output() + "\n");
        vm.run("sh", "-ec", """
                useradd --create-home --shell /bin/bash --password '*' user
                mkdir -p /run/sshd
                ssh-keygen -q -A
                /usr/sbin/sshd -o AuthorizedKeysFile=%s/keys
                """.formatted(AUTHORIZED)).output();
    }
}
