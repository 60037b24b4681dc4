package io.membersync.jdbc;

/**
 * What stands here cannot be written: another member has it, or the table does not take it.
 *
 * @param detail what the database said, without a value; empty text where that is told by the reason
 */
record Refusal(Placement placement, LeftOut.Reason reason, String detail) {}
