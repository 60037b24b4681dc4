/** A provider of a shop's own. */
@NullMarked
package io.membersync.examples.ownprovider;

import org.jspecify.annotations.NullMarked;
