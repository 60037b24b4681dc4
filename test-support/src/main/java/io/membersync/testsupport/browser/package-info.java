/** The browser that some tests drive. */
@org.jspecify.annotations.NullMarked
package io.membersync.testsupport.browser;
