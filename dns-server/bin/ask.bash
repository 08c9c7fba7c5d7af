# Sourced by the launcher for commands that must not cost a JVM: a container asks for its health every few seconds, and a person
# for a name after the other.

# Asks a running server, given a command line, shows its answer and exits as Java would. Returns where anything is not as usual:
# that is left to Java.
ask() {
    local command=$1 control= patience=4 place=given words=() status=0
    while shift && [ $# -gt 0 ]; do
        case $1 in
            --control | --control=*)
                [ -z "$control" ] || return 0
                if [ "$1" = --control ]; then
                    shift
                    control=${1-}
                else
                    control=${1#*=}
                fi
                [ -n "$control" ] || return 0
                ;;
            '' | -* | *[!A-Za-z0-9_.:*-]*) return 0 ;;
            *)
                [ "${#1}" -le 255 ] || return 0
                words+=("$1")
                ;;
        esac
    done
    case $command:${#words[@]} in
        health:0) ;;
        explain:[12])
            command=explain-as-text
            patience=10
            ;;
        *) return 0 ;;
    esac
    control=${control:-${MPD_DNS_CONTROL:-}}
    if [ -z "$control" ]; then
        place=default
        control=/run/mpd-dns/control.sock
        [ "$EUID" = 0 ] || control=${XDG_RUNTIME_DIR:-}/mpd-dns.sock
    fi
    # Perl would cut off a path that is too long for a socket.
    case $control in /mpd-dns.sock | [!/]* | *[!A-Za-z0-9_./+=@%:,-]*) return 0 ;; esac
    [ "${#control}" -le 107 ] && command -v perl > /dev/null || return 0
    set -- "$command" "${words[@]}"
    PERL_BADLANG=0 perl -C0 -e "$asking" -- "$control" "$place" "$patience" "$*" || status=$?
    [ "$status" = "$unusual" ] || exit "$status"
}

unusual=3
asking='
    use strict;
    use Socket;
    my ($path, $place, $patience, $request) = @ARGV;
    sub refuse { print STDERR "mpd-dns: @_\n"; exit 2 }
    $SIG{ALRM} = sub { refuse("the mpd-dns server on $path did not answer within $patience s") };
    $SIG{PIPE} = "IGNORE";
    alarm $patience;

    # Where others may write, anybody may have put a socket.
    my ($directory) = $path =~ m{(.*)/};
    if ($place eq "default" and my ($mode, $owner) = (lstat $directory)[2, 4]) {
        exit '$unusual' if $mode & 022 or $owner != 0 && $owner != $>;
    }

    socket(my $server, PF_UNIX, SOCK_STREAM, 0) or exit '$unusual';
    connect($server, pack_sockaddr_un($path))
        or refuse($!{EACCES}
            ? "no permission for $path: only the user that runs the server (and root) may ask it"
            : "no mpd-dns server answers on $path: is it running?"
                . " start it with \x27mpd-dns serve\x27, or name its socket with --control");
    syswrite($server, "$request\n");
    my @lines = readline($server);
    alarm 0;

    exit '$unusual' if !@lines || $lines[-1] !~ /\n$/;
    my $positive;
    if ($request eq "health") {
        exit '$unusual' if @lines != 1 || $lines[0] !~ /^(?:(ready)(?:; but .*)?|not ready: .*)$/;
        $positive = defined $1;
    } else {
        exit '$unusual' if shift(@lines) !~ /^(?:(positive)|negative) (\d+)$/ || @lines != $2;
        $positive = defined $1;
    }
    for (@lines) {
        utf8::decode($_) or s/[\x80-\xff]/?/g;
        s/[\x00-\x09\x0b-\x1f\x7f-\x9f\x{200b}-\x{200f}\x{2028}-\x{202e}\x{2060}-\x{206f}\x{feff}]/?/g;
        utf8::encode($_);
    }
    print @lines;
    # Nobody may be there to read it, which does not change the answer.
    close(STDOUT);
    exit($positive ? 0 : 1);
'
