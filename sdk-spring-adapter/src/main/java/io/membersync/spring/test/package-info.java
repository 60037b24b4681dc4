/**
 * Tests of an application against fake providers over real HTTP. Needs {@code membersync-testing} and
 * {@code spring-boot-starter-test} among the test dependencies.
 */
@NullMarked
package io.membersync.spring.test;

import org.jspecify.annotations.NullMarked;
