# Sourced by container/base and container/jmods, which set `arch`: packages of the Debian that the image is made of, for any
# architecture. apt fetches them and checks Debian's signature of them; nothing of them is run or installed on this machine.

suite=trixie
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

refuse() {
    printf 'mpd-dns: %s\n' "$@" >&2
    exit 2
}

command -v apt-get > /dev/null && command -v dpkg-deb > /dev/null ||
    refuse "parts of the image are fetched with apt-get and unpacked with dpkg-deb: build on a Debian or Ubuntu"
[ -e "$keyring" ] || refuse "$keyring is missing: 'apt-get install debian-archive-keyring'"

# Where a host that is a Debian itself gets a suite from: "" is the one that was released, "-security" what came since.
mirror_of_host() {
    local codename
    codename=$(. /etc/os-release && [ "${ID:-}" = debian ] && echo "${VERSION_CODENAME:-}") || return 0
    apt-get indextargets --no-release-info --format '$(SITE) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 2> /dev/null |
        awk -v release="$codename$1" '$2 == release && $3 == "main" && !site { site = $1 } END { print site }'
}

sources() {
    local mirror security
    mirror=${DEBIAN_MIRROR:-$(mirror_of_host '')}
    [ -n "$mirror" ] || refuse "this host's apt names no mirror of Debian: say DEBIAN_MIRROR=URL"
    security=${DEBIAN_SECURITY_MIRROR:-$([ -n "${DEBIAN_MIRROR:-}" ] || mirror_of_host -security)}
    echo "deb [signed-by=$keyring] $mirror $suite main"
    [ -z "$security" ] || echo "deb [signed-by=$keyring] $security $suite-security main"
}

# Sets `apt`, which knows the packages of that Debian and none that is installed, and keeps what it fetches in the
# directory archives: `apt_in DIR`.
apt_in() {
    mkdir -p "$1"/{lists,archives}/partial
    sources > "$1/sources.list" || exit
    : > "$1/status"
    apt=(apt-get -qq -o "Dir::Etc::sourcelist=$1/sources.list" -o Dir::Etc::sourceparts=/dev/null
        -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null -o "Dir::State=$1"
        -o "Dir::State::lists=$1/lists" -o "Dir::State::status=$1/status" -o "Dir::Cache=$1"
        -o "Dir::Cache::archives=$1/archives" -o "APT::Architecture=$arch" -o "APT::Architectures=$arch"
        -o Acquire::Languages=none -o APT::Update::Error-Mode=any -o APT::Sandbox::User=root)
    "${apt[@]}" update
}
