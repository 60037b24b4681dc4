/** What providers tell the shop later: webhooks and the events they become. */
@NullMarked
package io.membersync.lifecycle;

import org.jspecify.annotations.NullMarked;
