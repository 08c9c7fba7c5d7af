package mpd.dns.platform;

/// `vm.service.<zone>` from `MPD_VM_IP` in `platform.env`, followed as the file changes.
public final class PlatformEnv {}
