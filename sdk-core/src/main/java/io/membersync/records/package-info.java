/** MemberSync's own books behind one SPI, and the transactions they are kept in. */
@NullMarked
package io.membersync.records;

import org.jspecify.annotations.NullMarked;
