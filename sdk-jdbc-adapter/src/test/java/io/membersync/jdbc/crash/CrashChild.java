package io.membersync.jdbc.crash;

import com.zaxxer.hikari.HikariDataSource;
import io.membersync.Answers;
import io.membersync.MemberSync;
import io.membersync.Secret;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.consent.Notices;
import io.membersync.jdbc.JdbcRecords;
import io.membersync.jdbc.JdbcUnitOfWork;
import io.membersync.member.MemberCreator;
import io.membersync.member.MemberStore;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.KeyRing;
import io.membersync.records.Records;
import io.membersync.testing.FakeEndpoints;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.servers.Server;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The process that is killed: one engine on a database, told by lines on its input to make one
 * sign-up, and standing still at a given step.
 */
public final class CrashChild {
  private CrashChild() {}

  /**
   * Runs until it is killed or has signed somebody up.
   *
   * @param arguments database URL, address of the fake, client id, client secret, and the number of
   *     or name of the step to stand still at (0 for none); then {@code apart} for a store that
   *     commits by itself
   */
  public static void main(String[] arguments) throws IOException {
    HikariDataSource dataSource = Server.pool(arguments[0], 4);
    Steps steps = new Steps(arguments[4]);
    JdbcUnitOfWork unit = new JdbcUnitOfWork(dataSource);
    boolean apart = arguments.length > 5;
    JdbcUnitOfWork storesUnit = apart ? new JdbcUnitOfWork(dataSource) : unit;
    Records records = steps.around(new JdbcRecords(unit), Records.class);
    MemberStore members =
        steps.around(CrashShop.members(storesUnit), MemberStore.class, MemberCreator.class);
    Kakao kakao = Kakao.of(arguments[2], Secret.of(arguments[3])).withOpenIdConnect();
    URI fake = URI.create(arguments[1]);
    try (MemberSync sync = MemberSync.builder(members, Notices.korea("Wine Shop"))
            .provider(FakeEndpoints.lead(
                kakao, fake, "https://kauth.kakao.com", "https://kapi.kakao.com"))
            .callbacks(CrashShop.CALLBACKS)
            .records(records)
            .keys(KeyRing.of(Secret.of("one secret for all lives of this shop")))
            // Its first call also loads the classes, maybe on a busy machine.
            .http(HttpOptions.builder().perAttempt(Duration.ofSeconds(10)).build())
            .build();
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      TestBrowser browser = new TestBrowser();
      say("go " + browser.begin(sync, Kakao.ID, SignIn.returningTo("/")));
      URI callback = URI.create(in.readLine());
      SignInResult result = browser.complete(sync, Kakao.ID, callback);
      if (result instanceof SignInResult.NeedsConsent needs) {
        say("parked");
        result = sync.resume(
            browser, needs.parked(), Answers.none().consent("tos", true).consent("age14", true));
      }
      say(
          result instanceof SignInResult.SignedIn signedIn
              ? "signed " + signedIn.member().orElseThrow()
              : "ended " + result);
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
