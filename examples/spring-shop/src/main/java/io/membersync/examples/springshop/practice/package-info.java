/** Plays Kakao and fills the shop, so that it can be tried without any registration. */
@NullMarked
package io.membersync.examples.springshop.practice;

import org.jspecify.annotations.NullMarked;
