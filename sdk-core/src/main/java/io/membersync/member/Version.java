package io.membersync.member;

/**
 * The state of a member row when it was read, opaque to MemberSync: a version column, or a hash of
 * the content.
 */
public record Version(String value) {}
