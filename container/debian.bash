# Sourced by container/tools and container/jmods, which set `arch`: packages of the Debian that the image is made of, for any
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

# Where Debian's packages are: as the caller says, or where a host that is a Debian itself gets its own from.
mirror() {
    local codename found=${DEBIAN_MIRROR:-}
    [ -z "$found" ] || { echo "$found" && return; }
    codename=$(. /etc/os-release && [ "${ID:-}" = debian ] && echo "${VERSION_CODENAME:-}") || true
    [ -z "$codename" ] ||
        found=$(apt-get indextargets --no-release-info --format '$(SITE) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' \
            2> /dev/null | awk -v codename="$codename" '$2 == codename && $3 == "main" && !site { site = $1 } END { print site }')
    [ -n "$found" ] || refuse "this host's apt names no mirror of Debian: say DEBIAN_MIRROR=URL"
    echo "$found"
}

# Puts packages into DIR/packages: `fetch DIR PACKAGE...`.
fetch() {
    local apt=$1 options mirror
    shift
    mkdir -p "$apt"/{lists,cache/archives}/partial "$apt/packages"
    mirror=$(mirror) || exit
    echo "deb [signed-by=$keyring] $mirror $suite main" > "$apt/sources.list"
    : > "$apt/status"
    options=(-qq -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
        -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null -o "Dir::State::lists=$apt/lists"
        -o "Dir::State::status=$apt/status" -o "Dir::Cache=$apt/cache" -o "APT::Architecture=$arch"
        -o "APT::Architectures=$arch" -o Acquire::Languages=none -o APT::Update::Error-Mode=any
        -o APT::Sandbox::User=root)
    apt-get "${options[@]}" update && (cd "$apt/packages" && apt-get "${options[@]}" download "$@")
}
