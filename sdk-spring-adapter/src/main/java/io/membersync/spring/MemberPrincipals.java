package io.membersync.spring;

import io.membersync.member.MemberId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.userdetails.UserDetails;

/**
 * What members are to Spring Security. A bean of this type says it for a shop whose controllers expect
 * principals of their own, or which has other ways to sign in beside MemberSync. Every method has a
 * default. Called from many threads.
 *
 * <pre>{@code
 * @Bean
 * MemberPrincipals memberPrincipals(ShopUsers users) {
 *   return new MemberPrincipals() {
 *     @Override
 *     public Object principal(MemberId member) {
 *       return users.loadByNumber(member.value()); // our UserDetails
 *     }
 *
 *     @Override
 *     public Optional<MemberId> findMember(Authentication authentication) {
 *       return authentication.getPrincipal() instanceof ShopUser user
 *           ? Optional.of(new MemberId(user.number()))
 *           : Optional.empty();
 *     }
 *   };
 * }
 * }</pre>
 */
public interface MemberPrincipals {

  /**
   * The principal of a member who has just signed in. Default: a {@link MemberPrincipal}. A {@link
   * UserDetails} that is disabled, locked or expired is not signed in.
   *
   * @return something that can be serialized where the sessions are
   */
  default Object principal(MemberId member) {
    return new MemberPrincipal(member);
  }

  /**
   * What the member may do. Default: the authorities of a {@link UserDetails}, otherwise {@code
   * ROLE_MEMBER}.
   *
   * @param principal from {@link #principal}
   */
  default Collection<? extends GrantedAuthority> authorities(MemberId member, Object principal) {
    return principal instanceof UserDetails details
        ? details.getAuthorities()
        : List.of(new SimpleGrantedAuthority("ROLE_MEMBER"));
  }

  /**
   * Which member it is who has signed in by a way of the shop's own, such as form login or
   * remember-me. MemberSync asks before it adds a way in, and before a fresh form login counts as the
   * proof of being a member. Default: nobody, so that nothing of the kind is possible.
   *
   * @param authentication never anonymous, and never one of MemberSync's own
   */
  default Optional<MemberId> findMember(Authentication authentication) {
    return Optional.empty();
  }
}
