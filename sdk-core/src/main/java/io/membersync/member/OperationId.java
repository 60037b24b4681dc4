package io.membersync.member;

/** Names one write; the same id again must give the same answer and no second effect. */
public record OperationId(String value) {}
