/** A shop on Spring Boot whose visitors become members by Kakao. */
@NullMarked
package io.membersync.examples.springshop;

import org.jspecify.annotations.NullMarked;
