package io.membersync.jdbc.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.KakaoPerson;
import io.membersync.testsupport.AtOnce;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.servers.CutProxy;
import io.membersync.testsupport.servers.PlainBrowser;
import io.membersync.testsupport.servers.PlainBrowser.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One shop on two processes and one PostgreSQL. */
@Tag("two-nodes")
class TwoNodesIT extends NodesFixture {
  private static final int SIGN_UPS = Integer.getInteger("two-nodes.sign-ups", 1_000);
  private static final int WORKERS = 8;

  @Test
  void everySignUpBeginsOnOneNodeEndsOnTheOtherAndMakesOneMember() throws Exception {
    int membersBefore = count("SELECT COUNT(*) FROM member");
    int tokensBefore = kakao.calls(KakaoEndpoint.TOKEN);
    long begun = System.nanoTime();
    List<Callable<List<String>>> workers = new ArrayList<>();
    for (int worker = 0; worker < WORKERS; worker++) {
      int first = worker;
      workers.add(() -> signUps(first));
    }
    Set<String> members = new HashSet<>();
    ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
    try {
      for (Future<List<String>> worker : threads.invokeAll(workers)) {
        members.addAll(worker.get());
      }
    } finally {
      threads.shutdownNow();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    System.out.printf("two nodes: %d sign-ups in %d s%n", SIGN_UPS, took.toSeconds());

    assertThat(members).as("none doubled, none lost").hasSize(SIGN_UPS);
    assertThat(count("SELECT COUNT(*) FROM member") - membersBefore).isEqualTo(SIGN_UPS);
    assertThat(count("SELECT COUNT(DISTINCT email) FROM member"))
        .isEqualTo(count("SELECT COUNT(*) FROM member"));
    assertThat(count("SELECT COUNT(*) FROM membersync_identity i"
            + " JOIN membersync_member t ON t.shop = i.shop AND t.person_id = i.person_id"
            + " JOIN member m ON CAST(m.id AS VARCHAR) = t.member_id"))
        .as("each identity has its member")
        .isEqualTo(count("SELECT COUNT(*) FROM member"));
    assertThat(kakao.calls(KakaoEndpoint.TOKEN) - tokensBefore).isEqualTo(SIGN_UPS);
  }

  /** Every WORKERS-th sign-up from this one on; a proxy leads to the two nodes in turn. */
  private List<String> signUps(int first) throws Exception {
    List<String> ends = new ArrayList<>();
    try (CutProxy proxy = CutProxy.before(ports)) {
      for (int i = first; i < SIGN_UPS; i += WORKERS) {
        KakaoPerson person = crowd.person(i);
        PlainBrowser visitor = new PlainBrowser();
        Page begun = visitor.get(proxy.port(), "/begin");
        Page ended = visitor.get(proxy.port(), agree(person, begun));
        assertThat(List.of(node(begun), node(ended))).containsExactlyInAnyOrder("one", "two");
        assertThat(ended.text()).startsWith("signed ");
        ends.add(ended.text());
      }
    }
    return ends;
  }

  @Test
  @Fault({"AR-01", "MS-09"})
  void aCallbackThatBothNodesGetAtOnceIsExchangedOnce() throws Exception {
    for (int i = 0; i < 20; i++) {
      KakaoPerson person = crowd.person(200_000 + i);
      PlainBrowser visitor = new PlainBrowser();
      String callback = agree(person, visitor.get(ports.get(0), "/begin"));
      int tokensBefore = kakao.calls(KakaoEndpoint.TOKEN);

      List<Page> pages = AtOnce.call(List.of(
          () -> visitor.get(ports.get(0), callback), () -> visitor.get(ports.get(1), callback)));

      assertThat(pages).extracting(NodesFixture::node).containsExactly("one", "two");
      assertThat(pages.get(0).text()).startsWith("signed ");
      assertThat(pages.get(1).text()).isEqualTo(pages.get(0).text());
      assertThat(kakao.calls(KakaoEndpoint.TOKEN) - tokensBefore).isOne();
    }
  }

  @Test
  @Fault("LK-16")
  void aHundredFirstSignInsOfOneIdentityMakeOneMember() throws Exception {
    KakaoPerson person = crowd.person(300_000);
    int membersBefore = count("SELECT COUNT(*) FROM member");
    List<Callable<Page>> callbacks = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      PlainBrowser visitor = new PlainBrowser();
      int port = ports.get(i % 2);
      String callback = agree(person, visitor.get(port, "/begin"));
      callbacks.add(() -> visitor.get(ports.get(1 - ports.indexOf(port)), callback));
    }

    List<Page> pages = AtOnce.call(callbacks);

    assertThat(pages)
        .extracting(Page::text)
        .allSatisfy(text -> assertThat(text).isEqualTo(pages.get(0).text()).startsWith("signed "));
    assertThat(count("SELECT COUNT(*) FROM member") - membersBefore).isOne();
    assertThat(
            count("SELECT COUNT(*) FROM membersync_identity WHERE subject = '" + person.id() + "'"))
        .isOne();
  }
}
