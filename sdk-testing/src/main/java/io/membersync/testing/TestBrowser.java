package io.membersync.testing;

import io.membersync.Begun;
import io.membersync.Browser;
import io.membersync.Callback;
import io.membersync.MemberSync;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.member.MemberId;
import io.membersync.provider.Capability;
import io.membersync.provider.ProviderId;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A visitor's browser as far as MemberSync sees it: its cookies. Safe for many threads. */
public final class TestBrowser implements Browser {
  private final Map<String, String> cookies = new ConcurrentSkipListMap<>();

  /** A browser without cookies. */
  public TestBrowser() {}

  @Override
  public Optional<String> findCookie(String name) {
    return Optional.ofNullable(cookies.get(name));
  }

  @Override
  public void add(Cookie cookie) {
    if (cookie.maxAgeSeconds() == 0 || cookie.value().isEmpty()) {
      cookies.remove(cookie.name());
    } else {
      cookies.put(cookie.name(), cookie.value());
    }
  }

  /** The cookies that this browser holds, by name. */
  public Map<String, String> cookies() {
    return new TreeMap<>(cookies);
  }

  /** Loses every cookie. */
  public void clear() {
    cookies.clear();
  }

  /** Another window of the same browser at this moment: the same cookies from here on its own. */
  public TestBrowser copy() {
    TestBrowser copy = new TestBrowser();
    copy.cookies.putAll(cookies);
    return copy;
  }

  /**
   * Begins a sign-in.
   *
   * @return the address that the browser is sent to
   * @throws AssertionError if the sign-in was not started
   */
  public URI begin(MemberSync sync, ProviderId provider, SignIn signIn) {
    Begun begun = sync.begin(provider, this, signIn);
    if (begun instanceof Begun.RedirectTo redirect) {
      return redirect.uri();
    }
    throw new AssertionError("the sign-in was not started: " + begun);
  }

  /**
   * Signs in as the shop's own app does: begins, has the provider's SDK give something, and hands it over.
   *
   * @param sdk takes the nonce
   * @param handedOver which of it; none: all
   */
  public SignInResult signInByApp(
      MemberSync sync,
      ProviderId provider,
      Function<String, Map<String, String>> sdk,
      String... handedOver) {
    Begun begun = sync.begin(provider, this, SignIn.returningTo("/").inApp());
    if (!(begun instanceof Begun.InApp inApp)) {
      throw new AssertionError("the sign-in was not started: " + begun);
    }
    Map<String, String> given = new TreeMap<>(sdk.apply(inApp.nonce()));
    if (handedOver.length > 0) {
      given.keySet().retainAll(Set.of(handedOver));
    }
    given.put("state", inApp.state());
    return sync.complete(this, Callback.fromApp(provider, given));
  }

  /**
   * Comes back from the provider; to one that answers by a form ({@link Capability#FORM_POST}) as its
   * page would post it, from the fields in the callback's query.
   */
  public SignInResult complete(MemberSync sync, ProviderId provider, URI callback) {
    return sync.complete(this, Callback.query(provider, query(sync, provider, callback)));
  }

  private static String query(MemberSync sync, ProviderId provider, URI callback) {
    String query = Optional.ofNullable(callback.getRawQuery()).orElse("");
    boolean byForm = sync.addedProviders().stream()
        .filter(descriptor -> descriptor.id().equals(provider))
        .anyMatch(descriptor -> descriptor.capabilities().contains(Capability.FORM_POST));
    return byForm && !query.startsWith("handle=")
        ? sync.receiveForm(Callback.form(provider, query)).orElse("")
        : query;
  }

  /** Comes back from the provider while this member is signed in at the shop. */
  public SignInResult complete(
      MemberSync sync, ProviderId provider, URI callback, MemberId sessionMember) {
    return sync.complete(
        this, Callback.query(provider, query(sync, provider, callback)).inSessionOf(sessionMember));
  }

  /**
   * Adds a way in while this member is signed in at the shop: begins, lets the visitor answer at the
   * provider, and comes back.
   *
   * @param visitor as for {@link #signIn}
   */
  public SignInResult link(
      MemberSync sync, ProviderId provider, MemberId member, UnaryOperator<URI> visitor) {
    URI authorization = begin(sync, provider, SignIn.linking(member, "/"));
    return complete(sync, provider, visitor.apply(authorization), member);
  }

  /**
   * A whole sign-in: begins, lets the visitor answer at the provider, and comes back.
   *
   * @param visitor takes the authorization address and answers with the callback address, such as
   *     {@code fake.visitor("haneul")::agree}
   */
  public SignInResult signIn(MemberSync sync, ProviderId provider, UnaryOperator<URI> visitor) {
    return complete(sync, provider, visitor.apply(begin(sync, provider, SignIn.returningTo("/"))));
  }

  @Override
  public String toString() {
    return "TestBrowser" + cookies.keySet();
  }
}
