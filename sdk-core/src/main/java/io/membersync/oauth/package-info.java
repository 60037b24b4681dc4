/** The protocol: authorization code, PKCE, OpenID Connect and pending sign-ins, for any provider. Not exported. */
@NullMarked
package io.membersync.oauth;

import org.jspecify.annotations.NullMarked;
