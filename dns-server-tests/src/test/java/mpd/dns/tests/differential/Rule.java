package mpd.dns.tests.differential;

import java.util.function.Predicate;

/// A difference between the two servers that is meant to be.
///
/// @param name   short
/// @param theirs what dnsmasq answers
/// @param ours   what the program answers
/// @param source the section of an RFC, or the page of this repository, that says so
/// @param covers whether a case of a difference is of this kind
record Rule(String name, String theirs, String ours, String source, Predicate<Case> covers) {}
