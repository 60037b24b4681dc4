/** Any OpenID Connect provider, from its issuer. */
@NullMarked
package io.membersync.provider.oidc;

import org.jspecify.annotations.NullMarked;
