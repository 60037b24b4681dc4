package io.membersync.examples.toyshop;

import io.membersync.Consents;
import io.membersync.Consents.State;
import io.membersync.Members;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.member.MemberId;
import io.membersync.records.Records.Step;
import io.membersync.testing.KakaoServiceTerm;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The life of somebody's consents, as a visitor clicks through it: a sign-up with a declined option, a
 * withdrawal by one press, new terms that are asked once, and the end. After each step it prints the new
 * events and the row in the shop's table.
 */
final class ConsentDemo {
  private static final String PERSON = "haneul";
  private static final String NEW_TERMS = "tos_20270101";
  private static final Duration UNTIL_NEW_TERMS = Duration.ofDays(30);
  private static final Set<String> BOXES = Set.of("tos", "age19", "opt_profile");

  private final Shop shop;
  private final Later clock;
  private final PrintStream out;
  private int printedEvents;
  private int step;

  ConsentDemo(Shop shop, Later clock, PrintStream out) {
    this.shop = shop;
    this.clock = clock;
    this.out = out;
  }

  /** The system's clock, and how far it is put ahead. */
  static final class Later extends Clock {
    private final Clock real = Clock.systemUTC();
    private volatile Duration ahead = Duration.ZERO;

    void advance(Duration more) {
      ahead = ahead.plus(more);
    }

    @Override
    public ZoneId getZone() {
      return real.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return Clock.offset(real.withZone(zone), ahead);
    }

    @Override
    public Instant instant() {
      return real.instant().plus(ahead);
    }
  }

  /** The shop's notices, and terms that come into force while the demo runs. */
  static Notices notices(Clock clock) {
    return ShopNotices.all()
        .with(Notice.terms("tos")
            .version(2)
            .effectiveFrom(clock.instant().plus(UNTIL_NEW_TERMS).minus(Duration.ofHours(1)))
            .askedBy(NEW_TERMS)
            .text("ko", ShopNotices.SHOP_NAME + " 이용약관", """
                제1조 이 약관은 연습용 가게 Podo Wine의 회원 가입과 이용에 적용됩니다.
                제2조 주문한 와인은 매장에서 신분증을 확인한 뒤 드립니다.
                제3조 회원은 언제든지 탈퇴할 수 있습니다.
                제4조 주문 후 7일 안에 찾아가지 않은 와인은 주문이 취소됩니다.""")
            .text("en", ShopNotices.SHOP_NAME + " terms of service", """
                1. These terms govern membership of Podo Wine, a practice shop.
                2. Wine is handed over in the store, once your ID has been checked.
                3. You can leave at any time.
                4. Wine that is not picked up within 7 days is no longer reserved.""")
            .build());
  }

  /**
   * Walks through it.
   *
   * @throws DemoFailure if a step does not end as it must
   */
  void run() throws IOException {
    List<MemberId> before = shop.database.memberIds();
    DemoBrowser browser = new DemoBrowser("ko");
    signUp(browser);
    MemberId member = shop.database.memberIds().stream()
        .filter(one -> !before.contains(one))
        .findFirst()
        .orElseThrow(() -> new DemoFailure("the sign-up made no member"));
    print("Signed up, and declined advertising on Kakao's screen", member);
    require(member, "opt_profile", State.GRANTED);
    require(member, "ad_messenger", State.DECLINED);
    require(member, "BIRTH", true);

    withdraw(browser);
    doWhatFollows();
    print("Withdrew the details for birthday offers, by one press in the consent centre", member);
    require(member, "opt_profile", State.WITHDRAWN);
    require(member, "BIRTH", false);

    clock.advance(UNTIL_NEW_TERMS);
    shop.kakao.reconfigure(app -> app.toBuilder()
        .term(KakaoServiceTerm.required(NEW_TERMS, "이용약관 Terms of service"))
        .build());
    require(member, "tos", State.SUPERSEDED);
    boolean asked = signIn();
    print(
        "Thirty days later new terms are in force: at the next sign-in Kakao asked for them",
        member);
    if (!asked) {
      throw new DemoFailure("nobody asked for the new terms");
    }
    require(member, "tos", State.GRANTED);
    if (signIn()) {
      throw new DemoFailure("the new terms were asked for twice");
    }
    out.println("At the sign-in after that nothing was asked.");
    out.println();

    agree(browser, "ad_messenger");
    print("Agreed to advertising after all, in the consent centre", member);
    require(member, "ad_messenger", State.GRANTED);

    out.println("To be blanked when the member leaves: "
        + shop.sync.consents().previewLeaving(member).stream()
            .map(one -> one.place() + (one.hasValue() ? "" : " (empty)"))
            .distinct()
            .toList());
    out.println();
    shop.sync.members().left(member);
    doWhatFollows();
    print("Left the shop", member);
    require(member, "ad_messenger", State.WITHDRAWN);
    if (shop.kakao.findLink(shop.kakao.person(PERSON)).isPresent()) {
      throw new DemoFailure("Kakao still has the link of a member who has left");
    }
    if (!shop.sync.consents().openSteps(10).isEmpty()) {
      throw new DemoFailure("something that follows is still to be done");
    }
  }

  // ---- what the visitor does

  private void signUp(DemoBrowser browser) throws IOException {
    DemoPage items = atKakao(browser);
    DemoForm ticked = items
        .form("action", "agree")
        .ticking("item", any -> true)
        .ticking("term", "tos_20260101"::equals);
    DemoPage consent = browser.send(items, ticked);
    DemoForm answers = consent.form("agree").ticking("agree", BOXES::contains);
    requireAt("/me", browser.send(consent, answers.with("action", "continue")));
  }

  private DemoPage atKakao(DemoBrowser browser) throws IOException {
    DemoPage signIn = browser.open(shop.address().resolve("/login/?returnTo=/me"));
    DemoPage people = browser.open(signIn.link("start/kakao"));
    return browser.send(people, people.form("person", PERSON));
  }

  /** Whether Kakao's screen asked for anything. */
  private boolean signIn() throws IOException {
    DemoBrowser browser = new DemoBrowser("ko");
    DemoPage page = atKakao(browser);
    boolean asked = !page.address().getPath().equals("/me");
    if (asked && page.address().getPath().startsWith("/oauth")) {
      page = browser.send(page, page.form("person", PERSON));
    }
    if (asked && !page.address().getPath().equals("/me")) {
      page = browser.send(page, page.form("action", "agree-all"));
    }
    requireAt("/me", page);
    return asked;
  }

  private void withdraw(DemoBrowser browser) throws IOException {
    DemoPage centre = centre(browser);
    requireAt(
        "/login/consents", browser.send(centre, centre.form("notice", "opt_profile"::equals)));
  }

  private void agree(DemoBrowser browser, String tag) throws IOException {
    DemoPage centre = centre(browser);
    requireAt(
        "/login/consents",
        browser.send(centre, centre.form("shown", text -> text.startsWith(tag + ":"))));
  }

  private DemoPage centre(DemoBrowser browser) throws IOException {
    DemoPage mine = browser.open(shop.address().resolve("/me"));
    return browser.open(mine.link("/login/consents"));
  }

  private void doWhatFollows() {
    for (int i = 0; i < 20; i++) {
      shop.sync.work().runDue(Duration.ofSeconds(5));
    }
  }

  // ---- what there is to see

  private static void requireAt(String path, DemoPage end) {
    URI address = end.address();
    if (end.status() != 200 || !address.getPath().equals(path)) {
      throw new DemoFailure("ended on " + end.where() + ", not on " + path);
    }
  }

  private void require(MemberId member, String tag, State wanted) {
    State state = shop.sync.consents().of(member).stream()
        .filter(entry -> entry.tag().equals(tag))
        .map(Consents.Entry::state)
        .findFirst()
        .orElse(State.NOT_ASKED);
    if (state != wanted) {
      throw new DemoFailure("notice " + tag + " is " + state + ", not " + wanted);
    }
  }

  private void require(MemberId member, String column, boolean filled) {
    Map<String, Optional<String>> row = shop.database.findRow(member);
    if (row.getOrDefault(column, Optional.empty()).isPresent() != filled) {
      throw new DemoFailure(column + " is " + (filled ? "empty" : "not blanked"));
    }
  }

  private void print(String what, MemberId member) {
    Members.Report report = shop.sync
        .members()
        .find(member)
        .orElseThrow(() -> new DemoFailure("MemberSync knows no member " + member));
    out.println(++step + ". " + what + ".");
    out.println();
    TextTable events =
        new TextTable("EVENT", "NOTICE", "BY", "THROUGH", "ACT", "EVIDENCE", "REASON");
    List<ConsentEvent> all = report.consents();
    for (ConsentEvent event : all.subList(printedEvents, all.size())) {
      events.add(
          event.type().name(),
          event.notice().map(Origin::version).orElse("-"),
          event.actor().name(),
          event.via(),
          event.act().name(),
          event.quality().name(),
          event.reason().orElse("-"));
    }
    printedEvents = all.size();
    out.println("New events:");
    out.println(events);
    List<Step> steps = new ArrayList<>(shop.sync.consents().steps(member));
    if (!steps.isEmpty()) {
      TextTable follows = new TextTable("WHAT FOLLOWS", "STATE", "RECEIPT");
      steps.forEach(
          one -> follows.add(one.target(), one.state().name(), one.receipt().orElse("-")));
      out.println(follows);
    }
    TextTable row = new TextTable("COLUMN", "VALUE");
    shop.database
        .findRow(member)
        .forEach((column, value) -> row.add(column, value.orElse("(empty)")));
    out.println("The row in TB_MEMBER:");
    out.println(row);
  }
}
