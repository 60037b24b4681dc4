package io.membersync.examples.toyshop;

import io.membersync.Members;
import io.membersync.consent.ConsentEvent;
import io.membersync.member.MemberId;
import io.membersync.records.Records;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One sign-up over real HTTP with a second way in, as a visitor makes it, and what it left. */
final class Demo {
  private static final String ENTRY = "gangnam1";
  private static final String PERSON = "haneul";
  private static final Set<String> AGREED = Set.of("tos", "age19", "opt_profile");

  private final Shop shop;
  private final DemoBrowser browser = new DemoBrowser("ko");

  Demo(Shop shop) {
    this.shop = shop;
  }

  /**
   * Signs somebody up, adds a second way in, and prints the member row, where each value came from,
   * the consents and the ways in.
   *
   * @throws DemoFailure if it does not end with a member
   */
  void run(PrintStream out) throws IOException {
    DemoPage home = browser.open(shop.address());
    browser.send(home, home.form("wine", "campbell"));
    DemoPage poster = browser.open(shop.address().resolve("/poster?entry=" + ENTRY));
    DemoPage signIn = browser.open(poster.link("/login/?entry="));
    DemoPage people = browser.open(signIn.link("start/kakao"));
    DemoPage items = browser.send(people, people.form("person", PERSON));
    DemoPage consent = browser.send(items, items.form("action", "agree-all"));
    DemoForm answers = consent.form("agree").ticking("agree", AGREED::contains);
    DemoPage end = browser.send(consent, answers.with("action", "continue"));
    if (end.status() != 200 || !end.address().getPath().equals("/")) {
      throw new DemoFailure("the sign-up ended on " + end.where());
    }
    DemoPage mine = browser.open(end.link("/me"));
    if (mine.status() != 200) {
      throw new DemoFailure("the member's page answers " + mine.where());
    }
    addSecondWayIn(mine);
    print(out, signIn.address(), theMember());
  }

  private void addSecondWayIn(DemoPage mine) throws IOException {
    DemoPage leaving = browser.send(mine, mine.form("returnTo"));
    DemoPage people = browser.open(leaving.link("/oauth/authorize"));
    DemoPage items = browser.send(people, people.form("person", PERSON));
    DemoPage end = browser.send(items, items.form("action", "agree-all"));
    if (end.status() != 200 || !end.address().getPath().equals("/me")) {
      throw new DemoFailure("adding the second way in ended on " + end.where());
    }
  }

  private static String by(ConsentEvent event) {
    return switch (event.act()) {
      case PROVIDER_SCREEN -> "screen of " + event.via();
      case TICK -> "box on the shop's page";
      default -> "text on the shop's page";
    };
  }

  private MemberId theMember() {
    List<MemberId> members = shop.database.memberIds();
    if (members.size() != 1) {
      throw new DemoFailure("one sign-up made " + members.size() + " members");
    }
    return members.get(0);
  }

  private void print(PrintStream out, URI signIn, MemberId member) {
    Members.Report report = shop.sync
        .members()
        .find(member)
        .orElseThrow(() -> new DemoFailure("MemberSync knows no member " + member));
    Origin origin = new Origin(report);

    TextTable row = new TextTable("COLUMN", "VALUE", "FROM", "PATH", "VERIFIED BY", "BASIS");
    shop.database.findRow(member).forEach((column, value) -> {
      Optional<Records.Provenance> from = origin.find(column);
      row.add(
          column,
          value.orElse("(empty)"),
          from.map(Records.Provenance::origin).orElse("shop"),
          from.map(Records.Provenance::path).orElse("-"),
          from.flatMap(Records.Provenance::verifiedBy).orElse("-"),
          from.map(origin::basis).orElse("-"));
    });
    TextTable events =
        new TextTable("TIME (SEOUL)", "EVENT", "NOTICE", "LANGUAGE", "BY", "CHANNEL", "EVIDENCE");
    report
        .consents()
        .forEach(event -> events.add(
            Times.second(event.occurredAt()),
            event.type().name(),
            event.notice().map(Origin::version).orElse("-"),
            event.notice().map(ConsentEvent.NoticeReference::language).orElse("-"),
            by(event),
            event.channel().name(),
            event.quality().name()));
    TextTable ways = new TextTable("WAY IN", "LINKED (SEOUL)");
    report
        .identities()
        .forEach(identity -> ways.add(identity.namespace(), Times.second(identity.linkedAt())));

    out.println("One sign-up with Kakao (a fake one), begun at " + signIn);
    out.println();
    out.println("The row in the shop's table MEMBER, and where each value came from:");
    out.println(row);
    out.println("Consent events:");
    out.println(events);
    out.println("Ways in:");
    out.println(ways);
  }
}
