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

/**
 * A sign-up over real HTTP with a second way in, and the first sign-in of somebody who has been a
 * member for years, as visitors make them; and what they left.
 */
final class Demo {
  private static final String ENTRY = "gangnam1";
  private static final String PERSON = "haneul";
  private static final Set<String> AGREED = Set.of("tos", "age19", "opt_profile");

  private final Shop shop;

  Demo(Shop shop) {
    this.shop = shop;
  }

  /**
   * Signs somebody up, adds a second way in, and prints the member row, where each value came from,
   * the consents and the ways in. Then lets an old member in by a code, and prints that nobody new
   * was made.
   *
   * @throws DemoFailure if it does not end with a member
   */
  void run(PrintStream out) throws IOException {
    List<MemberId> before = shop.database.memberIds();
    DemoBrowser browser = new DemoBrowser("ko");
    URI signIn = signUp(browser);
    print(out, signIn, theOneBeside(before));
    List<MemberId> there = shop.database.memberIds();
    comeBack(new DemoBrowser("ko"));
    printOldMember(out, there.size());
  }

  private URI signUp(DemoBrowser browser) throws IOException {
    DemoPage home = browser.open(shop.address());
    browser.send(home, home.form("wine", "campbell"));
    DemoPage poster = browser.open(shop.address().resolve("/poster?entry=" + ENTRY));
    DemoPage signIn = browser.open(poster.link("/login/?entry="));
    DemoPage people = browser.open(signIn.link("start/kakao"));
    DemoPage items = browser.send(people, people.form("person", PERSON));
    DemoPage consent = browser.send(items, items.form("action", "agree-all"));
    DemoPage end = agree(browser, consent);
    requireAt("/", end, "the sign-up");
    DemoPage mine = browser.open(end.link("/me"));
    if (mine.status() != 200) {
      throw new DemoFailure("the member's page answers " + mine.where());
    }
    addSecondWayIn(browser, mine);
    return signIn.address();
  }

  private static void addSecondWayIn(DemoBrowser browser, DemoPage mine) throws IOException {
    DemoPage leaving = browser.send(mine, mine.form("returnTo"));
    DemoPage people = browser.open(leaving.link("/oauth/authorize"));
    DemoPage items = browser.send(people, people.form("person", PERSON));
    DemoPage end = browser.send(items, items.form("action", "agree-all"));
    requireAt("/me", end, "adding the second way in");
  }

  /** An old member comes by Kakao for the first time, and proves it by a code to the phone. */
  private void comeBack(DemoBrowser browser) throws IOException {
    DemoPage signIn = browser.open(shop.address().resolve("/login/?returnTo=/me"));
    DemoPage people = browser.open(signIn.link("start/kakao"));
    DemoPage items = browser.send(people, people.form("person", "old-member"));
    DemoPage proof = browser.send(items, items.form("action", "agree-all"));
    DemoPage sent = browser.send(proof, proof.form("action", "send-phone"));
    String code = shop.inbox.messages().stream()
        .findFirst()
        .map(received -> received.message().code().reveal())
        .orElseThrow(() -> new DemoFailure("no code came to the inbox"));
    DemoPage next =
        browser.send(sent, sent.form("code").typing("code", code).with("action", "code"));
    requireAt("/me", agree(browser, next), "the old member's sign-in");
  }

  private static DemoPage agree(DemoBrowser browser, DemoPage consent) throws IOException {
    DemoForm answers = consent.form("agree").ticking("agree", AGREED::contains);
    return browser.send(consent, answers.with("action", "continue"));
  }

  private static void requireAt(String path, DemoPage end, String what) {
    if (end.status() != 200 || !end.address().getPath().equals(path)) {
      throw new DemoFailure(what + " ended on " + end.where());
    }
  }

  private static String by(ConsentEvent event) {
    return switch (event.act()) {
      case PROVIDER_SCREEN -> "screen of " + event.via();
      case TICK -> "box on the shop's page";
      default -> "text on the shop's page";
    };
  }

  private MemberId theOneBeside(List<MemberId> before) {
    List<MemberId> made = shop.database.memberIds().stream()
        .filter(member -> !before.contains(member))
        .toList();
    if (made.size() != 1) {
      throw new DemoFailure("one sign-up made " + made.size() + " members");
    }
    return made.get(0);
  }

  private void print(PrintStream out, URI signIn, MemberId member) {
    Members.Report report = report(member);
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

    out.println("One sign-up with Kakao (a fake one), begun at " + signIn);
    out.println();
    out.println("The row in the shop's table TB_MEMBER, and where each value came from:");
    out.println(row(member, report));
    out.println("Consent events:");
    out.println(events);
    out.println("Ways in:");
    out.println(ways(report));
  }

  private void printOldMember(PrintStream out, int rowsBefore) {
    MemberId old = new MemberId(Long.toString(OldMembers.KNOWN.number()));
    int rows = shop.database.memberIds().size();
    if (rows != rowsBefore) {
      throw new DemoFailure("an old member's sign-in made " + (rows - rowsBefore) + " members");
    }
    Members.Report report = report(old);
    out.println("Member " + old + " of " + OldMembers.TABLE.members().size()
        + " old ones came by Kakao for the first time and proved it by a code to the phone.");
    out.println("Rows in TB_MEMBER before and after: " + rowsBefore + ", " + rows + ".");
    out.println();
    out.println(row(old, report));
    out.println("Ways in, beside the password:");
    out.println(ways(report));
  }

  private Members.Report report(MemberId member) {
    return shop.sync
        .members()
        .find(member)
        .orElseThrow(() -> new DemoFailure("MemberSync knows no member " + member));
  }

  private TextTable row(MemberId member, Members.Report report) {
    Origin origin = new Origin(Optional.of(report));
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
    return row;
  }

  private static TextTable ways(Members.Report report) {
    TextTable ways = new TextTable("WAY IN", "LINKED (SEOUL)");
    report
        .identities()
        .forEach(identity -> ways.add(identity.namespace(), Times.second(identity.linkedAt())));
    return ways;
  }
}
