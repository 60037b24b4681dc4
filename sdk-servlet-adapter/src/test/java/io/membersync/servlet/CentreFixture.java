package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Consents.State;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Notice;
import io.membersync.consent.Notice.Kind;
import io.membersync.consent.Notice.Medium;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.SyncRule;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;

/** A shop with a consent centre, and a member who has declined advertising. */
abstract class CentreFixture extends RealShopFixture {
  static final String CENTRE = "/login/consents";
  static final FieldMapping MAPPING = FieldMapping.none()
      .map(Field.NAME, "name")
      .map(Field.EMAIL, "email")
      .rule(SyncRule.ASK)
      .map(Field.PHONE, "phone")
      .map(Field.BIRTHDAY, "birthday");
  static final String SCRIPT = "<script>alert(1)</script>";

  static final AtomicBoolean DEAF = new AtomicBoolean();

  String member = "";

  CentreFixture() {
    super(
        new InMemoryMemberStore(MAPPING),
        notices(),
        (builder, kakao) -> builder.mapping(MAPPING).listener(event -> {
          if (DEAF.get()) {
            throw new IllegalStateException("the shop's mail server is away");
          }
        }));
  }

  static Notices notices() {
    return Notices.of(
        "Wine Shop",
        Notice.terms("tos").text("en", "Terms of service", "Article 1").build(),
        Notice.contract("basic")
            .covers(Purpose.MEMBER_IDENTIFY, Field.NAME, Field.EMAIL, Field.PHONE)
            .text("en", "Processed for the contract", "Name and contacts.")
            .build(),
        Notice.consent("opt", Kind.COLLECT_USE)
            .covers(Purpose.PERSONALISE, Field.BIRTHDAY)
            .text("en", "Birthday present " + SCRIPT, "Items: birthday " + SCRIPT)
            .build(),
        Notice.consent("need", Kind.COLLECT_USE)
            .covers(Purpose.MEMBER_IDENTIFY, Field.GENDER)
            .required()
            .text("en", "Needed for the service", "Items: gender")
            .build(),
        Notice.advertising("ad_sms", Medium.SMS)
            .text("en", "Advertising by text", "You can withdraw at any time.")
            .build());
  }

  @BeforeEach
  void aMemberWhoDeclinedAdvertising() {
    DEAF.set(false);
    member = signUp("haneul", "tos", "opt", "need");
  }

  /** On the way through Kakao and the consent page, with these boxes ticked. */
  String signUp(String person, String... agreed) {
    String start = shop.get("/login/start/kakao?lang=en").header("Location");
    Shop.Answer back = shop.get(pathOf(kakao.visitor(person).agree(URI.create(start))));
    if (back.location().contains("/resume/")) {
      String page = shop.get(back.location()).body();
      StringBuilder form = new StringBuilder("action=continue");
      all(page, "name=\"shown\" value=\"([^\"]+)\"")
          .forEach(shown -> form.append("&shown=").append(Query.encode(shown)));
      for (String tag : agreed) {
        form.append("&agree=").append(tag);
      }
      shop.post(back.location(), form.toString());
    }
    return shop.session().get(1);
  }

  static List<String> all(String page, String pattern) {
    return Pattern.compile(pattern)
        .matcher(page)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  static String one(String page, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(page);
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1);
  }

  String page() {
    Shop.Answer answer = shop.get(CENTRE);
    assertThat(answer.status()).isEqualTo(200);
    return answer.body();
  }

  String token() {
    return one(page(), "name=\"token\" value=\"([0-9a-f]{32})\"");
  }

  Shop.Answer withdraw(String tag) {
    return shop.post(CENTRE + "/withdraw", "token=" + token() + "&notice=" + tag);
  }

  /** By the button that stands on the page. */
  Shop.Answer agree(String tag) {
    String shown = one(page(), "name=\"shown\" value=\"(" + tag + ":[^\"]+)\"");
    return shop.post(CENTRE + "/agree", "token=" + token() + "&shown=" + Query.encode(shown));
  }

  State state(String tag) {
    return sync.consents().of(new MemberId(member)).stream()
        .filter(entry -> entry.tag().equals(tag))
        .findFirst()
        .orElseThrow()
        .state();
  }

  List<ConsentEvent> events() {
    return sync.members().find(new MemberId(member)).orElseThrow().consents();
  }

  void runDue() {
    while (sync.work().runDue(Duration.ofSeconds(5)) > 0) {}
  }

  /** The card of a notice, which ends where the next one or the list's end comes. */
  static String notice(String page, String tag) {
    String[] cards = page.split("<li class=\"ms-notice\"|</ul>\\s*</section>", -1);
    List<String> found = Stream.of(cards)
        .filter(card -> card.startsWith(" id=\"notice-" + tag + "\""))
        .toList();
    assertThat(found).as("cards of " + tag).hasSize(1);
    return found.get(0);
  }

  void changeEmailAtKakao(String email) {
    kakao.put(kakao.person("haneul").toBuilder().email(email).build());
  }
}
