/** What the build's own tests and reports need. Never published. */
@NullMarked
package io.membersync.testsupport;

import org.jspecify.annotations.NullMarked;
