package io.membersync.fuzz;

import io.membersync.Begun;
import io.membersync.Browser;
import io.membersync.Callback;
import io.membersync.MemberSync;
import io.membersync.Secret;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.consent.Notices;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.provider.Capability;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.records.KeyRing;
import java.net.URI;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;

/**
 * How it comes (0 query, 1 form, 2 from the shop's own app), a cookie in place of ours, and what came,
 * of which {@code STATE} becomes the state of the sign-in that was begun. A code goes nowhere: the
 * client secret that would go with it is missing.
 */
class CallbackFuzzTest extends FuzzTestCase {
  private static final List<String> WAYS = List.of("query", "form", "app");
  private static final ProviderId PLAIN = ProviderId.of("plain");
  private static final ProviderId BY_FORM = ProviderId.of("by-form");
  private static final int MOST_SIGN_INS = 5_000; // their records stay in memory

  private MemberSync sync = sync();
  private int signIns;

  private static MemberSync sync() {
    return MemberSync.builder(new InMemoryMemberStore(), Notices.korea("Fuzz Shop"))
        .provider(Provider.of(descriptor(PLAIN).build(), client()))
        .provider(Provider.of(
            descriptor(BY_FORM)
                .with(Capability.FORM_POST)
                .callbackParameters("user")
                .build(),
            client()))
        .callbacks(URI.create("https://shop.example/login/callback/"))
        .keys(KeyRing.of(Secret.of("fuzz-key-of-more-than-thirty-two-bytes")))
        .clock(Clock.fixed(Providers.NOW, ZoneOffset.UTC))
        .build();
  }

  private static ProviderDescriptor.Builder descriptor(ProviderId id) {
    return ProviderDescriptor.builder(id)
        .authorization("http://127.0.0.1:9/authorize")
        .token("http://127.0.0.1:9/token", ClientAuth.BASIC)
        .profile("http://127.0.0.1:9/profile")
        .openIdConnect("https://idp.example", "http://127.0.0.1:9/keys");
  }

  private static ClientRegistration client() {
    return new ClientRegistration("fuzz-client", Optional.empty(), Set.of("fuzz-client"));
  }

  @AfterAll
  void close() {
    sync.close();
  }

  @Override
  protected void give(byte[] input) {
    if (++signIns % MOST_SIGN_INS == 0) {
      sync.close();
      sync = sync();
    }
    Parts parts = new Parts(input, 3);
    String way = parts.choice(0, WAYS);
    ProviderId provider = way.equals("form") ? BY_FORM : PLAIN;
    Cookies browser = new Cookies();
    SignIn signIn = SignIn.returningTo(parts.text(2));
    Begun begun = sync.begin(provider, browser, way.equals("app") ? signIn.inApp() : signIn);
    String came = parts.text(2).replace("STATE", state(begun));
    if (!parts.text(1).isEmpty()) {
      browser.held.replaceAll((name, value) -> parts.text(1));
    }
    switch (way) {
      case "app" -> complete(browser, Callback.fromApp(provider, handedOver(came)));
      case "form" -> {
        Optional<String> handle = sync.receiveForm(Callback.form(provider, came));
        complete(browser, Callback.query(provider, handle.orElse(came)));
      }
      default -> complete(browser, Callback.query(provider, came));
    }
  }

  private void complete(Browser browser, Callback callback) {
    shown(callback);
    SignInResult result = sync.complete(browser, callback);
    shown(result);
    if (result instanceof SignInResult.Rejected rejected
        && rejected.reason() == SignInResult.RejectReason.CONFIGURATION) {
      wentThrough(); // as far as the call that is not made
    }
  }

  private static String state(Begun begun) {
    if (begun instanceof Begun.InApp app) {
      return app.state();
    }
    if (begun instanceof Begun.RedirectTo redirect) {
      String query = redirect.uri().getRawQuery();
      int at = query.indexOf("state=") + "state=".length();
      int end = query.indexOf('&', at);
      return end < 0 ? query.substring(at) : query.substring(at, end);
    }
    throw new AssertionError(begun.toString());
  }

  /** Names and values by turns, one a line. */
  private static Map<String, String> handedOver(String text) {
    Map<String, String> given = new HashMap<>();
    String[] lines = text.split("\n", -1);
    for (int i = 0; i + 1 < lines.length; i += 2) {
      given.put(lines[i], lines[i + 1]);
    }
    return given;
  }

  private static final class Cookies implements Browser {
    final Map<String, String> held = new HashMap<>();

    @Override
    public Optional<String> findCookie(String name) {
      return Optional.ofNullable(held.get(name));
    }

    @Override
    public void add(Cookie cookie) {
      held.put(cookie.name(), cookie.value());
    }
  }
}
