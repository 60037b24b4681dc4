package io.membersync.examples.springshop.member;

import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.stereotype.Component;

/** Members of old, who sign in with e-mail address and password. */
@Component
class PasswordMembers implements UserDetailsService {
  private final MemberRepository members;

  PasswordMembers(MemberRepository members) {
    this.members = members;
  }

  @Override
  public UserDetails loadUserByUsername(String email) {
    return members
        .findByEmail(Member.normalEmail(email))
        .flatMap(member -> member.password().map(hash -> new ShopUser(member.id(), hash)))
        .orElseThrow(() -> new UsernameNotFoundException("no member with a password"));
  }
}
