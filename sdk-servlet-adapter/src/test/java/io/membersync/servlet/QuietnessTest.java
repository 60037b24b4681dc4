package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.member.MemberStoreException;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.Logged;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Marked values go in everywhere and come out nowhere. */
class QuietnessTest {
  private static final String MARK = "zqmark7";

  @Test
  @Fault("CF-17")
  void noLogLineAndNoErrorPageHoldsWhatAVisitorOrAProviderSent() {
    StringBuilder pages = new StringBuilder();
    String logged = Logged.during(() -> {
      try (Shop shop = Shop.open()) {
        for (RuntimeException failure : failures()) {
          shop.engine.failure = Optional.of(failure);
          String query = "?code=" + MARK + "&state=" + MARK + "&error_description=" + MARK;
          pages.append(
              shop.get(shop.get("/login/callback/kakao" + query).location()).body());
          pages.append(shop.get("/login/callback/kakao" + query, "Accept", "application/json")
              .body());
          pages.append(shop.post("/login/callback/kakao", "code=" + MARK).location());
          pages.append(shop.post("/login/resume/aaaaaaaaaaaaaaaaaaaaaa", "field.name=" + MARK)
              .body());
          pages.append(shop.get("/login/start/kakao?lang=" + MARK).body());
          pages.append(shop.send(
                  "POST",
                  "/login/webhooks/kakao?user_id=" + MARK,
                  Optional.of(MARK),
                  "Authorization",
                  MARK)
              .body());
        }
      }
    });

    assertThat(logged).contains("failed, id ").contains("IllegalStateException");
    assertThat(logged).doesNotContain(MARK);
    assertThat(pages).doesNotContain(MARK);
  }

  @Test
  void whatMemberSyncItselfSaysReachesTheLog() {
    assertThat(Faults.describe(new IllegalStateException("complete() runs in a transaction")))
        .contains("complete() runs in a transaction")
        .contains("QuietnessTest");
    assertThat(Faults.describe(MemberStoreException.unavailable("store-away", "no connection")))
        .contains("[store-away] no connection");
  }

  private static List<RuntimeException> failures() {
    RuntimeException foreign =
        new IllegalStateException("row of " + MARK, new SQLException("Key (email)=(" + MARK + ")"));
    foreign.setStackTrace(
        new StackTraceElement[] {new StackTraceElement("org.shop.Dao", "insert", "Dao.java", 12)});
    return List.of(
        foreign,
        MemberStoreException.unavailable("store-away", "no connection")
            .describe(new SQLException("Key (email)=(" + MARK + ")")),
        new UnsupportedOperationException(MARK));
  }
}
