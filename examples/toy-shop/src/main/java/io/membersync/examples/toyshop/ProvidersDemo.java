package io.membersync.examples.toyshop;

import io.membersync.Answers;
import io.membersync.Members;
import io.membersync.Preview;
import io.membersync.SignInResult;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.SignInResult.NeedsFields;
import io.membersync.SignInResult.SignedIn;
import io.membersync.consent.Notice;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.provider.ProviderId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records;
import io.membersync.testing.FakePerson;
import io.membersync.testing.FakeSocialLogin;
import io.membersync.testing.TestBrowser;
import java.io.PrintStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Somebody new signs up through each provider and agrees to everything; and what came of it, field by
 * field: what the provider showed, whether it vouches for it, what was written, and by which consent.
 */
final class ProvidersDemo {
  private static final String PERSON = "haneul";

  private final Shop shop;
  private final PrintStream out;

  ProvidersDemo(Shop shop, PrintStream out) {
    this.shop = shop;
    this.out = out;
  }

  /**
   * Signs one person up through each.
   *
   * @throws DemoFailure if one of them does not become a member
   */
  void run() {
    TextTable table =
        new TextTable("PROVIDER", "FIELD", "SHOWN", "VERIFIED BY", "WRITTEN", "BASIS", "AGREED TO");
    signUp(table, Kakao.ID, shop.kakao.visitor(PERSON)::agree);
    for (Map.Entry<ProviderId, FakeSocialLogin<?>> further :
        shop.further.fakes().entrySet()) {
      FakeSocialLogin<?> fake = further.getValue();
      // Of their own everywhere: somebody known by a contact would have to prove it first.
      FakePerson person = fake.person(PERSON).with("email", further.getKey() + "@shop.example");
      fake.put(person.with(
          "phone_number", "+82105550" + (2_000 + further.getKey().value().length())));
      signUp(table, further.getKey(), fake.visitor(PERSON)::agree);
    }
    out.println("One person signed up through each provider, and agreed to everything:");
    out.println();
    out.println(table);
  }

  private void signUp(TextTable table, ProviderId id, UnaryOperator<URI> visitor) {
    TestBrowser browser = new TestBrowser();
    SignInResult result = browser.signIn(shop.sync, id, visitor);
    List<Preview.Line> lines = new ArrayList<>();
    for (int i = 0; i < 4 && !(result instanceof SignedIn); i++) {
      if (result instanceof NeedsConsent needs) {
        keep(lines, shop.sync.preview(browser, needs.parked()));
        result = shop.sync.resume(browser, needs.parked(), agreed(needs));
      } else if (result instanceof NeedsFields needs) {
        keep(lines, shop.sync.preview(browser, needs.parked()));
        result = shop.sync.resume(browser, needs.parked(), typed(needs));
      } else {
        throw new DemoFailure("the sign-up by " + id + " ended as " + result);
      }
    }
    MemberId member = result instanceof SignedIn in
        ? in.member().orElseThrow(() -> new DemoFailure("no member by " + id))
        : fail(id, result);
    print(table, id, member, lines);
  }

  private static MemberId fail(ProviderId id, SignInResult result) {
    throw new DemoFailure("the sign-up by " + id + " does not end: " + result);
  }

  /** As the first page shows it: what is typed later is the visitor's. */
  private static void keep(List<Preview.Line> lines, Optional<Preview> preview) {
    if (lines.isEmpty()) {
      preview.ifPresent(found -> lines.addAll(found.lines()));
    }
  }

  private static Answers agreed(NeedsConsent needs) {
    Answers answers = Answers.none();
    for (Notice notice : needs.missing().asked()) {
      answers = answers.consent(notice.tag(), true);
    }
    return answers;
  }

  private static Answers typed(NeedsFields needs) {
    Answers answers = Answers.none();
    for (var missing : needs.missing().fields()) {
      answers = answers.field(missing.field(), missing.field().equals(Field.NAME) ? "김하늘" : "-");
    }
    return answers;
  }

  private void print(TextTable table, ProviderId id, MemberId member, List<Preview.Line> lines) {
    Members.Report report = shop.sync
        .members()
        .find(member)
        .orElseThrow(() -> new DemoFailure("MemberSync knows no member " + member));
    Origin origin = new Origin(Optional.of(report));
    String consents = report.consents().stream()
        .filter(event -> event.type().isAgreement())
        .flatMap(event -> event.notice().map(Origin::version).stream())
        .collect(Collectors.joining(", "));
    String provider = id.value();
    for (Preview.Line line : lines) {
      Optional<Records.Provenance> written = report.provenance().stream()
          .filter(one -> one.attribute().equals(line.attribute()))
          .findFirst();
      table.add(
          provider,
          line.field().name(),
          line.revealOffered().isPresent() ? "present" : word(line.reason()),
          written.flatMap(Records.Provenance::verifiedBy).orElse("-"),
          written.map(one -> "from " + one.origin()).orElse("no: " + word(line.reason())),
          written.map(origin::basis).orElse("-"),
          consents);
      provider = "";
      consents = "";
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
