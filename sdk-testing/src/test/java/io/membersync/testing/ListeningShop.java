package io.membersync.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testing.http.Answer;
import io.membersync.testing.http.FakeServer;
import io.membersync.testing.http.Request;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An address of a shop that takes every notice and keeps it. */
final class ListeningShop implements AutoCloseable {
  private final FakeServer server = FakeServer.bind("shop", 0, null);
  private final List<Request> received = new CopyOnWriteArrayList<>();
  private final URI uri = URI.create("http://127.0.0.1:" + server.port() + "/hooks/any");

  /**
   * Starts it.
   *
   * @param status of every answer
   */
  ListeningShop(int status) {
    server.start(request -> {
      received.add(request);
      return Answer.empty(status);
    });
  }

  URI uri() {
    return uri;
  }

  /** What comes in when this is sent. */
  Request receive(FakeNotice notice) {
    assertThat(notice.send()).as("delivered").allMatch(FakeNotice.Reply::isAccepted);
    Request last = received.get(received.size() - 1);
    assertThat(last.method()).isEqualTo("POST");
    return last;
  }

  @Override
  public void close() {
    server.close();
  }
}
