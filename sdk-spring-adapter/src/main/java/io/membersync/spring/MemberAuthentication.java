package io.membersync.spring;

import io.membersync.member.MemberId;
import java.io.Serial;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextImpl;

/** A member whom MemberSync has signed in. */
final class MemberAuthentication extends AbstractAuthenticationToken {
  @Serial
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // as Spring Security's own tokens hold it
  private final Object principal;

  private final String member;
  private final @Nullable Instant until;
  private final transient @Nullable Clock clock;

  /**
   * @param until when limited rights end; null for a member with all rights
   */
  MemberAuthentication(
      Object principal,
      MemberId member,
      Collection<? extends GrantedAuthority> authorities,
      @Nullable Instant until,
      Clock clock) {
    super(authorities);
    this.principal = principal;
    this.member = member.value();
    this.until = until;
    this.clock = clock;
    super.setAuthenticated(true);
  }

  MemberId member() {
    return new MemberId(member);
  }

  boolean isLimited() {
    return until != null;
  }

  /** For whatever looks at this alone; {@link Context} turns it into nobody. */
  @Override
  public boolean isAuthenticated() {
    return super.isAuthenticated() && (until == null || now().isBefore(until));
  }

  private Instant now() {
    return clock == null ? Instant.now() : clock.instant(); // none after it has been serialized
  }

  @Override
  public void setAuthenticated(boolean authenticated) {
    if (authenticated) {
      throw new IllegalArgumentException("only MemberSync says that a member is signed in");
    }
    super.setAuthenticated(false);
  }

  @Override
  public Object getPrincipal() {
    return principal;
  }

  @Override
  public @Nullable Object getCredentials() {
    return null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MemberAuthentication that
        && super.equals(other)
        && member.equals(that.member)
        && Objects.equals(until, that.until);
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + member.hashCode();
  }

  @Override
  public String toString() {
    return "MemberAuthentication[member " + member + ", " + getAuthorities() + "]";
  }

  /**
   * Spring Security asks somebody to sign in only where there is nobody; somebody whose rights have
   * ended would be refused for good.
   */
  static final class Context extends SecurityContextImpl {
    @Serial
    private static final long serialVersionUID = 1L;

    Context(MemberAuthentication authentication) {
      super(authentication);
    }

    @Override
    public @Nullable Authentication getAuthentication() {
      Authentication held = super.getAuthentication();
      return held == null || held.isAuthenticated() ? held : null;
    }
  }
}
