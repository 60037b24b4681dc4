package io.membersync.spring;

import io.membersync.member.MemberId;
import java.io.Serializable;
import org.springframework.security.core.AuthenticatedPrincipal;

/**
 * Who is signed in, as Spring Security tells a controller, unless a {@link MemberPrincipals} bean says
 * otherwise:
 *
 * <pre>{@code
 * @GetMapping("/orders")
 * String orders(@AuthenticationPrincipal MemberPrincipal member) { … member.id() … }
 * }</pre>
 *
 * @param id the shop's own key of the member, which is the principal's name as well
 */
public record MemberPrincipal(String id) implements AuthenticatedPrincipal, Serializable {

  MemberPrincipal(MemberId member) {
    this(member.value());
  }

  /** The same, as the rest of MemberSync takes it. */
  public MemberId member() {
    return new MemberId(id);
  }

  @Override
  public String getName() {
    return id;
  }
}
