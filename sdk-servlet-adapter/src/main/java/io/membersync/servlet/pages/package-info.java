/** The pages that come with MemberSync. Not part of the API. */
@NullMarked
package io.membersync.servlet.pages;

import org.jspecify.annotations.NullMarked;
