package io.membersync.servlet;

import io.membersync.Consents;
import io.membersync.Consents.State;
import io.membersync.Members.Answered;
import io.membersync.Members.GivenUp;
import io.membersync.Members.Question;
import io.membersync.consent.ConsentEvent.NoticeReference;
import io.membersync.consent.Notice;
import io.membersync.member.MemberEraser.Erasure;
import io.membersync.member.MemberId;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records.Identity;
import io.membersync.records.Records.NoticeText;
import io.membersync.records.Records.Step;
import io.membersync.records.Records.StepState;
import io.membersync.servlet.Page.Centre;
import io.membersync.servlet.Page.Centre.Action;
import io.membersync.servlet.Page.Centre.Done;
import io.membersync.servlet.Page.Centre.OpenQuestion;
import io.membersync.servlet.Page.Centre.Standing;
import io.membersync.servlet.Page.Centre.WayIn;
import io.membersync.servlet.Page.ShownNotice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The consent centre: what the shop holds of the member who is signed in, and what that member
 * decides about it. Who it is says the session and nothing else.
 */
final class CentreEndpoint {
  static final String PATH = "consents";

  private static final String DONE = "done";
  private static final String NOTICE = "notice";

  /** Says that {@link #DONE} is our own word, and of this member's press. */
  static final String SEAL = "seal";

  private static final ZoneId KOREA = ZoneId.of("Asia/Seoul");

  private final Site site;
  private final PageWriter writer;
  private final MemberBooks books;

  CentreEndpoint(Site site, PageWriter writer) {
    this.site = site;
    this.writer = writer;
    this.books = site.engine().books();
  }

  void show(Visit visit) throws IOException, Refusal {
    Optional<MemberId> member = memberOrSignIn(visit);
    if (member.isPresent()) {
      Languages.remember(
          visit.chosenLanguage(), visit.browser(), visit.request().isSecure());
      Optional<Done> done = visit
          .query()
          .find(DONE)
          .flatMap(CentreEndpoint::action)
          .map(action -> new Done(action, visit.query().find(NOTICE)))
          .filter(one -> FormToken.seals(visit, member.get(), one, visit.query().find(SEAL)));
      writer.write(visit, page(visit, member.get(), done));
    }
  }

  void withdraw(Visit visit) throws IOException, Refusal {
    press(visit, (member, form) -> {
      String tag = form.find(NOTICE).orElseThrow(() -> new Refusal(Failure.BAD_REQUEST));
      Optional<Consents.Entry> entry =
          books.notices(member).stream().filter(one -> one.tag().equals(tag)).findFirst();
      if (entry.isPresent() && entry.get().withdrawable()) {
        books.withdraw(member, tag);
      } else if (entry.isEmpty() || entry.get().state() != State.WITHDRAWN) { // no second press
        throw new Refusal(Failure.BAD_REQUEST);
      }
      return new Done(Action.WITHDRAWN, Optional.of(tag));
    });
  }

  void agree(Visit visit) throws IOException, Refusal {
    press(visit, (member, form) -> {
      String shown = form.find("shown").orElseThrow(() -> new Refusal(Failure.BAD_REQUEST));
      Optional<Notice> notice = NoticeToken.find(site.engine().notices(), shown);
      if (notice.isEmpty()) {
        return Done.of(Action.TEXT_CHANGED);
      }
      if (!isForMembers(notice.get())) {
        throw new Refusal(Failure.BAD_REQUEST);
      }
      NoticeReference reference = notice.get().referenceIn(shown.split(":", -1)[2]);
      return switch (books.agree(member, reference)) {
        case AGREED, ALREADY -> new Done(Action.AGREED, Optional.of(reference.tag()));
        case TEXT_CHANGED -> Done.of(Action.TEXT_CHANGED);
        case CHILD -> throw new Refusal(Failure.BAD_REQUEST);
        case NO_MEMBER -> throw new Refusal(Failure.MEMBER_NOT_ADMITTED);
      };
    });
  }

  void answerQuestion(Visit visit) throws IOException, Refusal {
    press(visit, (member, form) -> {
      boolean takeOver = switch (form.find("action").orElse("")) {
        case "take" -> true;
        case "keep" -> false;
        default -> throw new Refusal(Failure.BAD_REQUEST);
      };
      Optional<Question> question = books.questions(member).stream()
          .filter(one -> form.find("question").equals(Optional.of(name(one))))
          .findFirst();
      Answered answered =
          question.isEmpty() ? Answered.NOT_OPEN : books.answer(member, question.get(), takeOver);
      return Done.of(
          switch (answered) {
            case TAKEN_OVER -> Action.TAKEN_OVER;
            case KEPT -> Action.KEPT;
            case NOT_OPEN -> Action.NOT_OPEN;
            case NOT_ALLOWED, REFUSED -> Action.NOT_TAKEN;
          });
    });
  }

  void disconnect(Visit visit) throws IOException, Refusal {
    press(visit, (member, form) -> {
      Optional<ProviderId> provider = books.waysIn(member).stream()
          .map(way -> ProviderId.of(way.namespace()))
          .filter(id -> form.find("provider").equals(Optional.of(id.value())))
          .filter(site.engine()::knows)
          .findFirst();
      GivenUp givenUp = provider.map(id -> books.giveUp(member, id)).orElse(GivenUp.NOT_LINKED);
      return switch (givenUp) {
        case DONE -> {
          site.sessions().endOthers(visit.exchange(), member);
          yield Done.of(Action.DISCONNECTED);
        }
        case NOT_LINKED -> Done.of(Action.NOT_OPEN);
        case LAST_WAY_IN -> Done.of(Action.LAST_WAY_IN);
      };
    });
  }

  /** What a button does. */
  private interface Press {
    Done by(MemberId member, Parameters form) throws Refusal;
  }

  /** A press counts only on a page that this browser was given for this very member. */
  private void press(Visit visit, Press press) throws IOException, Refusal {
    Optional<MemberId> member = memberOrSignIn(visit);
    if (member.isEmpty()) {
      return;
    }
    Parameters form = Parameters.parse(Body.form(visit.request()));
    Done done = FormToken.fits(visit, member.get(), form.find("token"))
        ? press.by(member.get(), form)
        : Done.of(Action.PRESS_AGAIN);
    answer(visit, member.get(), done);
  }

  void download(Visit visit) throws IOException, Refusal {
    Optional<MemberId> member = memberOrSignIn(visit);
    if (member.isPresent()) {
      writer.download(visit, page(visit, member.get(), Optional.empty()), fileName("html"));
    }
  }

  void downloadJson(Visit visit) throws IOException, Refusal {
    Optional<MemberId> member = memberOrSignIn(visit);
    if (member.isPresent()) {
      String json = books.export(member.get()).orElseThrow(() -> new Refusal(Failure.NOT_FOUND));
      writer.download(visit, json, fileName("json"));
    }
  }

  private static String fileName(String type) {
    return "my-data-" + LocalDate.now(KOREA) + "." + type;
  }

  /** Empty when the browser is on its way to the sign-in page. */
  private Optional<MemberId> memberOrSignIn(Visit visit) throws Refusal {
    Optional<MemberId> member = site.sessions().current(visit.exchange());
    if (member.isEmpty()) {
      if (visit.wantsJson()) {
        throw new Refusal(Failure.NOT_SIGNED_IN);
      }
      String back = visit.request().getContextPath() + visit.request().getServletPath();
      writer.redirect(visit, Site.signIn(visit, Errand.to(back + "/" + PATH)));
    }
    return member;
  }

  /** By a page of its own address, so that loading it again presses nothing again. */
  private void answer(Visit visit, MemberId member, Done done) throws IOException {
    if (visit.wantsJson()) {
      writer.write(visit, page(visit, member, Optional.of(done)));
      return;
    }
    Query query = new Query()
        .add(DONE, done.action().name().toLowerCase(Locale.ROOT))
        .add(NOTICE, done.tag())
        .add(SEAL, FormToken.seal(visit, member, done));
    writer.redirect(visit, visit.base() + PATH + query + "#done");
  }

  private static Optional<Action> action(String text) {
    return Arrays.stream(Action.values())
        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst();
  }

  private Centre page(Visit visit, MemberId member, Optional<Done> done) {
    List<Step> steps = books.steps(member);
    List<Identity> ways = books.waysIn(member);
    List<Standing> notices = books.notices(member).stream()
        .map(entry -> standing(visit, member, entry, steps))
        .toList();
    return new Centre(
        site.details(visit, 200, visit.language(), site.otherLanguages(visit)),
        visit.base() + PATH,
        FormToken.issue(visit, member),
        Instant.now(),
        done.filter(one -> isTrue(one, notices)),
        books.questions(member).stream()
            .map(one ->
                new OpenQuestion(name(one), one, site.name(one.provider(), visit.language())))
            .toList(),
        books.held(member),
        notices,
        site.engine().notices().all().stream()
            .filter(notice -> !notice.kind().isAsked())
            .map(notice -> shown(visit, notice))
            .toList(),
        waysIn(visit, ways),
        addable(visit, ways));
  }

  /** With a login of the shop's own there may be a password; the engine knows when the button is pressed. */
  private List<WayIn> waysIn(Visit visit, List<Identity> ways) {
    boolean others = site.signInPage().isPresent()
        || ways.stream().map(Identity::namespace).distinct().count() > 1;
    return ways.stream()
        .map(way -> {
          ProviderId provider = ProviderId.of(way.namespace());
          return new WayIn(
              provider,
              site.name(provider, visit.language()),
              way.linkedAt(),
              others && site.engine().knows(provider));
        })
        .toList();
  }

  private List<Page.ProviderLink> addable(Visit visit, List<Identity> ways) {
    Set<String> linked = ways.stream().map(Identity::namespace).collect(Collectors.toSet());
    Errand back =
        Errand.to(visit.request().getContextPath() + visit.request().getServletPath() + "/" + PATH);
    return site.providers(visit, back).stream()
        .filter(link -> !linked.contains(link.provider().value()))
        .map(link -> new Page.ProviderLink(
            link.provider(),
            link.brand(),
            link.name(),
            visit.base()
                + "link/"
                + link.provider()
                + back.addTo(new Query()).add(Languages.PARAMETER, visit.chosenLanguage()),
            false))
        .toList();
  }

  /** An address that is loaded again says nothing that is not so any more. */
  private static boolean isTrue(Done done, List<Standing> notices) {
    return switch (done.action()) {
      case WITHDRAWN -> stands(done.tag(), State.WITHDRAWN, notices);
      case AGREED -> stands(done.tag(), State.GRANTED, notices);
      default -> true;
    };
  }

  private static boolean stands(Optional<String> tag, State state, List<Standing> notices) {
    return notices.stream()
        .map(Standing::entry)
        .anyMatch(entry -> tag.equals(Optional.of(entry.tag())) && entry.state() == state);
  }

  private Standing standing(Visit visit, MemberId member, Consents.Entry entry, List<Step> steps) {
    Optional<Notice> notice = site.engine().notices().find(entry.tag());
    List<Step> following = entry.state() == State.WITHDRAWN ? last(entry.tag(), steps) : List.of();
    boolean blanks = following.stream()
        .anyMatch(step -> step.state() == StepState.OPEN && step.target().equals("store"));
    List<String> toBlank = blanks
            && notice.filter(one -> one.basis() == Notice.Basis.CONSENT).isPresent()
        ? books.toBlank(member, entry.tag()).stream().map(Erasure::attribute).toList()
        : List.of();
    return new Standing(
        entry,
        notice
            .map(one -> one.textIn(visit.language().getLanguage()).title())
            .or(() -> entry.text().map(NoticeText::title))
            .orElse(entry.tag()),
        notice.filter(one -> entry.agreeable()).map(one -> shown(visit, one)),
        following,
        toBlank);
  }

  private static boolean isForMembers(Notice notice) {
    return notice.kind().isAsked() && notice.kind() != Notice.Kind.GUARDIAN;
  }

  /** What follows from the last withdrawal of it, without what there is nothing to do for. */
  private static List<Step> last(String tag, List<Step> steps) {
    Optional<String> last = steps.stream()
        .filter(step -> step.tags().contains(tag))
        .max(Comparator.comparing(Step::createdAt))
        .map(Step::withdrawal);
    return steps.stream()
        .filter(step -> last.equals(Optional.of(step.withdrawal())))
        .filter(step -> step.state() != StepState.NOT_APPLICABLE)
        .toList();
  }

  private static ShownNotice shown(Visit visit, Notice notice) {
    Notice.Text text = notice.textIn(visit.language().getLanguage());
    return new ShownNotice(notice, text, NoticeToken.of(notice, text));
  }

  /** Names the question with the very value that is offered. */
  private static String name(Question question) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256")
          .digest(question.revealOffered().getBytes(StandardCharsets.UTF_8));
      return question.attribute() + ":" + question.provider() + ":"
          + HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }
}
