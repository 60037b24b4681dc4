package io.membersync.examples.toyshop;

import io.membersync.servlet.ServletExchange;
import io.membersync.servlet.ShopLogin;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The shop's own sign-in, as MemberSync may count on it: its page asks for the password always. */
final class OwnLogin implements ShopLogin {
  @Override
  public String link(String returnPath) {
    return SignInPage.PATH + "?next=" + URLEncoder.encode(returnPath, StandardCharsets.UTF_8);
  }

  @Override
  public Optional<SignedIn> find(ServletExchange exchange) {
    return ShopSessions.memberOf(exchange.request())
        .flatMap(member ->
            ShopSessions.passwordCheckedAt(exchange.request()).map(at -> new SignedIn(member, at)));
  }
}
