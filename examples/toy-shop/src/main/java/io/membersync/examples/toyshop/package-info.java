/** A small wine shop on servlets that signs its members up with MemberSync. Start at ToyShop. */
@NullMarked
package io.membersync.examples.toyshop;

import org.jspecify.annotations.NullMarked;
