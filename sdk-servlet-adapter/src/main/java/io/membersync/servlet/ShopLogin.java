package io.membersync.servlet;

import io.membersync.member.MemberId;
import java.time.Instant;
import java.util.Optional;

/**
 * The shop's own sign-in, by which a member who is there already proves to be that member. Only a
 * sign-in of a few minutes ago is a proof (see {@link MemberSyncServlet.Builder#shopLoginWithin}): a
 * session that somebody left open on a computer, or that a provider has opened, says nothing of who
 * sits there now. Called from many threads.
 *
 * <pre>{@code
 * final class OurLogin implements ShopLogin {
 *   public String link(String returnPath) {
 *     return "/member/login?next=" + URLEncoder.encode(returnPath, StandardCharsets.UTF_8);
 *   }
 *
 *   public Optional<SignedIn> find(ServletExchange exchange) {
 *     return ourSessions.of(exchange.request())
 *         .filter(session -> session.passwordCheckedAt() != null)
 *         .map(session -> new SignedIn(session.memberId(), session.passwordCheckedAt()));
 *   }
 * }
 * }</pre>
 */
public interface ShopLogin {
  /**
   * The shop's sign-in page, which leads to a path of the shop once somebody has signed in. It must
   * ask for the password of somebody who is signed in already as well.
   *
   * @param returnPath such as {@code /login/resume/k3v9…}
   * @return a path of the shop's own site
   */
  String link(String returnPath);

  /**
   * Who has signed in by the shop's own login in this request's session, and when. Empty for nobody,
   * and for a session that {@link io.membersync.member.MemberSessions#open} has opened. Never take it
   * from the request's parameters.
   */
  Optional<SignedIn> find(ServletExchange exchange);

  /**
   * Called before somebody whose sign-in is no proof is led to the page once more: ends it, where the
   * page would otherwise not ask again. Default: does nothing.
   */
  default void end(ServletExchange exchange) {}

  /**
   * Somebody who has signed in.
   *
   * @param at when the password was checked, or the earliest it can have been
   */
  record SignedIn(MemberId member, Instant at) {}
}
