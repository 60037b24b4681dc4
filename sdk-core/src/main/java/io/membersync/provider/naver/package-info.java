/** Naver Login. */
@NullMarked
package io.membersync.provider.naver;

import org.jspecify.annotations.NullMarked;
