package io.membersync.examples.springshop.member;

import io.membersync.member.MemberId;
import java.io.Serial;
import java.util.Collection;
import java.util.List;
import org.springframework.security.core.CredentialsContainer;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.userdetails.UserDetails;

/** Who is signed in: the member's key and nothing personal, as it stands in the session. */
public final class ShopUser implements UserDetails, CredentialsContainer {
  @Serial
  private static final long serialVersionUID = 1L;

  private final long id;
  private String password;

  /**
   * Somebody of the table {@code member}.
   *
   * @param password hashed; empty where none is to be checked
   */
  ShopUser(long id, String password) {
    this.id = id;
    this.password = password;
  }

  /** The key of the member. */
  public long id() {
    return id;
  }

  /** The same, for MemberSync. */
  public MemberId member() {
    return new MemberId(Long.toString(id));
  }

  @Override
  public String getUsername() {
    return Long.toString(id);
  }

  @Override
  public String getPassword() {
    return password;
  }

  @Override
  public void eraseCredentials() {
    password = "";
  }

  @Override
  public Collection<? extends GrantedAuthority> getAuthorities() {
    return List.of(new SimpleGrantedAuthority("ROLE_MEMBER"));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ShopUser user && user.id == id;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(id);
  }

  @Override
  public String toString() {
    return "ShopUser[" + id + "]";
  }
}
