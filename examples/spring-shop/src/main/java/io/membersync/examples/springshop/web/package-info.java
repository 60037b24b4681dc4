/** What all pages have in common, and the pages of a sign-in in the shop's own layout. */
@NullMarked
package io.membersync.examples.springshop.web;

import org.jspecify.annotations.NullMarked;
