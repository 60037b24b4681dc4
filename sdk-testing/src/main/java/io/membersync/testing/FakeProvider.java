package io.membersync.testing;

import io.membersync.testing.http.Answer;
import io.membersync.testing.http.FakeServer;
import io.membersync.testing.http.Request;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * What all fake providers have in common: a server of their own on loopback, failures on demand, and a
 * journal of what was asked. Safe for many threads.
 *
 * @param <E> the endpoints that this provider has
 */
public abstract class FakeProvider<E extends FakeProvider.Endpoint> implements AutoCloseable {
  private final FakeServer server;
  private final Failures<E> failures = new Failures<>();
  private final Journal<E> journal = new Journal<>();
  private final Clock clock;
  private final URI baseUri;

  /** One address of a provider: for counting calls, reading requests, and breaking things. */
  public interface Endpoint {
    /** The path, the same as the real provider's. */
    String path();

    /** The methods it takes. */
    List<String> methods();
  }

  FakeProvider(String name, FakeSetup<?> setup) {
    this.server = FakeServer.bind(name, setup.port, setup.tls);
    this.clock = setup.clock;
    String scheme = setup.tls == null ? "http" : "https";
    this.baseUri = URI.create(scheme + "://" + setup.host + ":" + server.port());
  }

  final void start() {
    server.start(this::serve);
  }

  /** The endpoint at this path. */
  abstract Optional<E> findEndpoint(String path);

  /** What the provider answers when nothing fails. */
  abstract Answer answer(E endpoint, Request request);

  /** What stands in for the answer where a failure replaces it. */
  Answer instead(E endpoint, Failure failure, Request request) {
    return Answer.empty(200);
  }

  /** The last touch of every answer. */
  Answer finish(Answer answer) {
    return answer;
  }

  /** What is served beside the endpoints: the fake's own style sheet and forms. */
  Optional<Answer> besides(Request request) {
    return request.path().equals(FakePages.STYLE_PATH)
        ? Optional.of(FakePages.style())
        : Optional.empty();
  }

  private Answer serve(Request request) {
    Optional<Answer> beside = besides(request);
    if (beside.isPresent()) {
      return beside.get();
    }
    Optional<E> found = findEndpoint(request.path());
    if (found.isEmpty()) {
      return Answer.text(404, "text/plain", this + " serves nothing here\n");
    }
    E endpoint = found.get();
    journal.add(endpoint, new ReceivedRequest(request, clock.instant()));
    if (!endpoint.methods().contains(request.method())) {
      String allowed = String.join(", ", endpoint.methods());
      return Answer.text(405, "text/plain", "allowed here: " + allowed + "\n")
          .withHeader("Allow", allowed);
    }
    Optional<Failure> failure = failures.take(endpoint);
    Answer answer = failure.filter(Failure::replaces).isPresent()
        ? instead(endpoint, failure.get(), request)
        : answer(endpoint, request);
    return finish(failure.isPresent() ? failure.get().spoil(answer) : answer);
  }

  final Clock clock() {
    return clock;
  }

  // ---- addresses

  /** Scheme, host and port, such as {@code http://127.0.0.1:40123}. */
  public final URI baseUri() {
    return baseUri;
  }

  /** The whole address of an endpoint. */
  public final URI uri(E endpoint) {
    return URI.create(baseUri + endpoint.path());
  }

  // ---- failures

  /** The next call of this endpoint fails; several failures wait in a queue. */
  public final void failNext(E endpoint, Failure failure) {
    failures.next(endpoint, 1, failure);
  }

  /** The next calls of this endpoint fail. */
  public final void failNext(E endpoint, int times, Failure failure) {
    if (times < 1) {
      throw new IllegalArgumentException("not a number of calls: " + times);
    }
    failures.next(endpoint, times, failure);
  }

  /** Every call of this endpoint fails, once the queued failures are used up. */
  public final void failUntilCleared(E endpoint, Failure failure) {
    failures.untilCleared(endpoint, failure);
  }

  /** Nothing fails at this endpoint any more; a call that hangs goes on hanging. */
  public final void clearFailures(E endpoint) {
    failures.clear(endpoint);
  }

  /** Nothing fails any more, and ID tokens are true again; a call that hangs goes on hanging. */
  public void clearFailures() {
    failures.clear();
    server.refuse(0);
  }

  /** From now on connections are refused, and open ones reset, until {@link #listenAgain()}. */
  public final void stopListening() {
    server.stopListening();
  }

  /**
   * Listens on the same port again.
   *
   * @throws java.io.UncheckedIOException if another process took the port meanwhile
   */
  public final void listenAgain() {
    server.listenAgain();
  }

  /** Resets the next connections as soon as they are made, before a byte is read. */
  public final void refuseConnections(int count) {
    server.refuse(count);
  }

  // ---- what was asked

  /** How often an endpoint was called since the start or {@link #forgetRequests()}. */
  public final int calls(E endpoint) {
    return journal.count(endpoint);
  }

  /** How often any endpoint was called; refused connections do not count. */
  public final int calls() {
    return journal.count();
  }

  /** The requests of an endpoint, oldest first; the newest 1,000 are kept. */
  public final List<ReceivedRequest> requests(E endpoint) {
    return journal.requests(endpoint);
  }

  /** Sets all counts to zero. */
  public final void forgetRequests() {
    journal.forget();
  }

  /** Stops the server and closes every connection, also those that hang. */
  @Override
  public void close() {
    server.close();
  }
}
