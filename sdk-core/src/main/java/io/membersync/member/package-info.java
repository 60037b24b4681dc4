/** The shop's side: its members, its store and its sessions. */
@NullMarked
package io.membersync.member;

import org.jspecify.annotations.NullMarked;
