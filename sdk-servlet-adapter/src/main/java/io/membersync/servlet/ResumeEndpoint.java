package io.membersync.servlet;

import io.membersync.Answers;
import io.membersync.Parked;
import io.membersync.SignInResult;
import io.membersync.consent.Notice;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Goes on with a parked sign-in: {@code /resume/{parked}}. */
final class ResumeEndpoint {
  private final Site site;
  private final Outcome outcome;

  ResumeEndpoint(Site site, Outcome outcome) {
    this.site = site;
    this.outcome = outcome;
  }

  /** Shows what is missing. */
  void show(Visit visit, Parked parked) throws IOException {
    outcome.answer(
        visit,
        site.engine().resume(visit.browser(), parked, inSession(visit, Answers.none())),
        true,
        Map.of());
  }

  private Answers inSession(Visit visit, Answers answers) {
    return site.sessions().current(visit.exchange()).map(answers::inSessionOf).orElse(answers);
  }

  /** Takes the visitor's answers. */
  void take(Visit visit, Parked parked) throws IOException, Refusal {
    Parameters form = Parameters.parse(Body.form(visit.request()));
    Map<String, String> typed = Map.of();
    Optional<MemberId> proven = Optional.empty();
    Answers answers;
    switch (form.find("action").orElse("continue")) {
      case "continue" -> {
        typed = TypedFields.typed(form);
        answers = TypedFields.add(consents(form), typed);
      }
      case "prove" -> {
        proven = site.provenByLogin(visit);
        answers = proven.map(Answers.none()::signedInAs).orElse(Answers.none());
      }
      case "sign-in-again" -> {
        SameOrigin.requireSaid(visit.request()); // it ends a session, and needs no cookie of ours
        outcome.signInAgain(visit, parked);
        return;
      }
      case "code" -> answers = Answers.none().code(form.find("code").orElse(""));
      case "send-email" -> answers = Answers.none().sendCode(Field.EMAIL);
      case "send-phone" -> answers = Answers.none().sendCode(Field.PHONE);
      case "new" -> answers = Answers.none().asNewMember();
      case "cancel" -> answers = Answers.cancel();
      default -> throw new Refusal(Failure.BAD_REQUEST);
    }
    Answers given = inSession(visit, answers);
    answers =
        site.clientAddress().apply(visit.request()).map(given::fromAddress).orElse(given);
    SignInResult result = site.engine().resume(visit.browser(), parked, answers);
    outcome.answer(visit, result, true, typed, proven);
  }

  /**
   * Nothing counts as agreed but a ticked box beside a text that was shown and is in force. If one of
   * the texts is not in force any more, no answer counts and all are shown again: a part of them
   * would decline the rest.
   */
  private Answers consents(Parameters form) {
    Set<String> agreed = new HashSet<>(form.all("agree"));
    Answers answers = Answers.none();
    for (String token : form.all("shown")) {
      Optional<Notice> notice = NoticeToken.find(site.engine().notices(), token);
      if (notice.isEmpty()) {
        return Answers.none();
      }
      String tag = notice.get().tag();
      answers = answers.consent(tag, agreed.contains(tag));
    }
    return answers;
  }
}
