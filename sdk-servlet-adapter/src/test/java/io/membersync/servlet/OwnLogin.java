package io.membersync.servlet;

import io.membersync.member.MemberId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A sign-in of the shop's own, in which somebody is signed in since when the test says. */
final class OwnLogin implements ShopLogin {
  final AtomicInteger ended = new AtomicInteger();
  private volatile Optional<SignedIn> signedIn = Optional.empty();

  void signIn(String member, Duration ago) {
    signedIn = Optional.of(new SignedIn(new MemberId(member), Instant.now().minus(ago)));
  }

  @Override
  public String link(String returnPath) {
    return "/door?to=" + returnPath;
  }

  @Override
  public Optional<SignedIn> find(ServletExchange exchange) {
    return signedIn;
  }

  @Override
  public void end(ServletExchange exchange) {
    ended.incrementAndGet();
  }
}
