/** The pages in a real Chromium, with the shop and the provider on different sites. */
@NullMarked
package io.membersync.servlet.browser;

import org.jspecify.annotations.NullMarked;
