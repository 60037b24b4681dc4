/** Kakao Login and Kakao Sync. */
@NullMarked
package io.membersync.provider.kakao;

import org.jspecify.annotations.NullMarked;
