package io.membersync.testing;

import io.membersync.testing.http.HttpCaller;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A provider's notice to the shop, made and signed as the provider does it, and then right or wrong in
 * every part. Each method changes and answers this object; {@link #send} may be called again. Not safe
 * for several threads. Prints nothing of its content.
 */
public final class FakeNotice {
  private static final String FORM = "application/x-www-form-urlencoded";

  private final URI shop;
  private final @Nullable SSLContext trust;
  private final int wanted;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private String method = "POST";
  private String query = "";
  private String body = "";
  private int times = 1;
  private boolean parallel;
  private Duration timeout = Duration.ofSeconds(3);

  /**
   * What the shop answered.
   *
   * @param status empty if there was no whole answer in time
   * @param took real time
   * @param text of the answer; empty if there was none
   * @param isAccepted true if the provider would take the notice as delivered
   */
  public record Reply(OptionalInt status, Duration took, String text, boolean isAccepted) {
    @Override
    public String toString() {
      return "Reply[" + (status.isPresent() ? status.getAsInt() : "none") + "]";
    }
  }

  FakeNotice(URI shop, @Nullable SSLContext trust, int wanted) {
    this.shop = shop;
    this.trust = trust;
    this.wanted = wanted;
  }

  /** Another method. Default: POST. */
  public FakeNotice method(String value) {
    method = value;
    return this;
  }

  /** Changes the query, as it is encoded. */
  public FakeNotice query(UnaryOperator<String> change) {
    query = change.apply(query);
    return this;
  }

  /** Changes the body's text. */
  public FakeNotice body(UnaryOperator<String> change) {
    body = change.apply(body);
    return this;
  }

  /** Moves the query into the body, as a form. */
  public FakeNotice asForm() {
    body = query;
    query = "";
    return header("Content-Type", FORM);
  }

  public FakeNotice header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  public FakeNotice withoutHeader(String name) {
    headers.remove(name);
    return this;
  }

  /** The same notice that many times, one after the other. Default: once. */
  public FakeNotice times(int value) {
    if (value < 1) {
      throw new IllegalArgumentException("not a number of deliveries: " + value);
    }
    times = value;
    return this;
  }

  /** All deliveries at once. */
  public FakeNotice inParallel() {
    parallel = true;
    return this;
  }

  /** How long to wait for the shop. Default: 3 seconds; of LINE 2. */
  public FakeNotice timeout(Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("not a waiting time: " + value);
    }
    timeout = value;
    return this;
  }

  /** Sends it; one reply for each delivery. */
  public List<Reply> send() {
    if (!parallel) {
      List<Reply> replies = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        replies.add(deliver());
      }
      return List.copyOf(replies);
    }
    ExecutorService threads = Executors.newFixedThreadPool(times);
    try {
      List<CompletableFuture<Reply>> under = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        under.add(CompletableFuture.supplyAsync(this::deliver, threads));
      }
      return under.stream().map(CompletableFuture::join).toList();
    } finally {
      threads.shutdownNow();
    }
  }

  private Reply deliver() {
    String joint = shop.getRawQuery() == null ? "?" : "&";
    URI target = query.isEmpty() ? shop : URI.create(shop + joint + query);
    long start = System.nanoTime();
    try {
      HttpCaller.Reply reply = HttpCaller.toAnywhere(timeout, trust)
          .send(method, target, headers, body.getBytes(StandardCharsets.UTF_8));
      return new Reply(
          OptionalInt.of(reply.status()), since(start), reply.text(), reply.status() == wanted);
    } catch (UncheckedIOException noAnswer) {
      return new Reply(OptionalInt.empty(), since(start), "", false);
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Override
  public String toString() {
    return "FakeNotice[" + shop.getHost() + "]";
  }
}
