package io.membersync.testing;

import io.membersync.testing.http.Parameters;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Kakao's word to the shop that a person ended the link, right or wrong in every part. Each method
 * changes and answers this object; {@link #send} may be called again. Not safe for several threads.
 * Prints no key.
 *
 * <p>Source: https://developers.kakao.com/docs/latest/en/kakaologin/callback, read 2026-11-21. That
 * the POST is a form is what integrators report.
 */
public final class UnlinkWebhook {
  private static final int OK = 200;

  private final URI shop;
  private final @Nullable SSLContext trust;
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private final List<Parameter> repeated = new ArrayList<>();
  private boolean get;
  private Optional<String> authorization;
  private int times = 1;
  private boolean parallel;
  private Duration timeout = Duration.ofSeconds(3);

  private record Parameter(String name, String value) {}

  UnlinkWebhook(URI shop, KakaoApp app, @Nullable SSLContext trust) {
    this.shop = shop;
    this.trust = trust;
    this.authorization = Optional.of("KakaoAK " + app.adminKey());
    parameters.put("app_id", Long.toString(app.appId()));
    parameters.put("user_id", "");
    parameters.put("referrer_type", "UNLINK_FROM_APPS");
  }

  /** As a GET with a query. Default: a POST with a form. */
  public UnlinkWebhook byGet() {
    get = true;
    return this;
  }

  /** As a POST with a form, which is the default. */
  public UnlinkWebhook byPost() {
    get = false;
    return this;
  }

  /** Another Authorization header. Default: {@code KakaoAK} and the app's admin key. */
  public UnlinkWebhook authorization(String header) {
    authorization = Optional.of(header);
    return this;
  }

  /** No Authorization header at all. */
  public UnlinkWebhook withoutAuthorization() {
    authorization = Optional.empty();
    return this;
  }

  /** Another app id. Default: the app's own. */
  public UnlinkWebhook appId(String value) {
    return parameter("app_id", value);
  }

  /**
   * Why the link ended: {@code UNLINK_FROM_APPS} (default), {@code ACCOUNT_DELETE}, {@code
   * FORCED_ACCOUNT_DELETE}, {@code UNLINK_FROM_ADMIN}, {@code INCOMPLETE_SIGN_UP}, or a type that
   * Kakao may invent.
   */
  public UnlinkWebhook referrer(String type) {
    return parameter("referrer_type", type);
  }

  /** Any parameter, in the place of the one of that name if there is one. */
  public UnlinkWebhook parameter(String name, String value) {
    parameters.put(name, value);
    return this;
  }

  public UnlinkWebhook withoutParameter(String name) {
    parameters.remove(name);
    return this;
  }

  /** The parameter once more, behind the others. */
  public UnlinkWebhook repeating(String name, String value) {
    repeated.add(new Parameter(name, value));
    return this;
  }

  /** The same event that many times, one after the other. Default: once. */
  public UnlinkWebhook times(int value) {
    if (value < 1) {
      throw new IllegalArgumentException("not a number of deliveries: " + value);
    }
    times = value;
    return this;
  }

  /** All deliveries at once. */
  public UnlinkWebhook inParallel() {
    parallel = true;
    return this;
  }

  /** How long to wait for the shop. Default: Kakao's 3 seconds. */
  public UnlinkWebhook timeout(Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("not a waiting time: " + value);
    }
    timeout = value;
    return this;
  }

  /** Sends the event about a person, whose link at Kakao stays as it is. */
  public List<FakeNotice.Reply> send(KakaoPerson person) {
    return send(Long.toString(person.id()));
  }

  /** Sends the event about any user id. */
  public List<FakeNotice.Reply> send(String userId) {
    parameters.computeIfPresent("user_id", (name, before) -> userId);
    FakeNotice notice = new FakeNotice(shop, trust, OK)
        .method(get ? "GET" : "POST")
        .query(any -> encoded())
        .header("User-Agent", "KakaoOpenAPI/1.0")
        .timeout(timeout)
        .times(times);
    authorization.ifPresent(value -> notice.header("Authorization", value));
    if (!get) {
      notice.asForm().header("Content-Type", "application/x-www-form-urlencoded;charset=utf-8");
    }
    return (parallel ? notice.inParallel() : notice).send();
  }

  private String encoded() {
    StringJoiner text = new StringJoiner("&");
    parameters.forEach((name, value) -> text.add(pair(name, value)));
    repeated.forEach(parameter -> text.add(pair(parameter.name(), parameter.value())));
    return text.toString();
  }

  private static String pair(String name, String value) {
    return Parameters.encode(name) + "=" + Parameters.encode(value);
  }

  @Override
  public String toString() {
    return "UnlinkWebhook[" + shop.getHost() + "]";
  }
}
