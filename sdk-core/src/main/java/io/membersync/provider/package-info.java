/** What a provider is: data, and the few steps in which providers differ. */
@NullMarked
package io.membersync.provider;

import org.jspecify.annotations.NullMarked;
