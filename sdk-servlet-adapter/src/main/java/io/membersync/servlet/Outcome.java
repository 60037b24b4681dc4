package io.membersync.servlet;

import io.membersync.Begun;
import io.membersync.Parked;
import io.membersync.SignInResult;
import io.membersync.SignInResult.CancelReason;
import io.membersync.SignInResult.FailureDetails;
import io.membersync.SignInResult.MissingConsents;
import io.membersync.SignInResult.MissingFields;
import io.membersync.SignInResult.ProofChoices;
import io.membersync.SignInResult.ProofSubject;
import io.membersync.SignInResult.RejectReason;
import io.membersync.consent.Notice;
import io.membersync.member.MemberId;
import io.membersync.provider.ProviderId;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Answers with the result of a sign-in. A browser always ends on an address without a code, by a
 * redirect; a JSON client gets the result at once.
 */
final class Outcome {
  private static final int UNPROCESSABLE = 422;

  private final Site site;
  private final PageWriter writer;
  private final SignInPages pages;

  Outcome(Site site, PageWriter writer, SignInPages pages) {
    this.site = site;
    this.writer = writer;
    this.pages = pages;
  }

  /** What is left to do once the result is known. */
  private interface Reply {
    void send() throws IOException;
  }

  /**
   * @param here whether this address is that of the parked sign-in, so that a page can be shown
   * @param typed what the visitor typed in this very request, by form name
   */
  void answer(Visit visit, SignInResult result, boolean here, Map<String, String> typed)
      throws IOException {
    answer(visit, result, here, typed, Optional.empty());
  }

  /**
   * @param proven the member whom the visitor has just said and proven to be
   */
  void answer(
      Visit visit,
      SignInResult result,
      boolean here,
      Map<String, String> typed,
      Optional<MemberId> proven)
      throws IOException {
    Reply reply = result.handle(new SignInResult.Cases<>() {
      @Override
      public Reply signedIn(SignInResult.SignedIn signedIn) {
        return () -> Outcome.this.signedIn(visit, signedIn);
      }

      @Override
      public Reply needsFields(SignInResult.NeedsFields needs) {
        return () -> fields(visit, needs.parked(), needs.missing(), here, typed);
      }

      @Override
      public Reply needsConsent(SignInResult.NeedsConsent needs) {
        return () -> consent(visit, needs.parked(), needs.missing(), here);
      }

      @Override
      public Reply needsProof(SignInResult.NeedsProof needs) {
        boolean another = proven.isPresent() && needs.choices().subject() == ProofSubject.MEMBER;
        return () -> proof(visit, needs.parked(), needs.choices(), here, another);
      }

      @Override
      public Reply cancelled(SignInResult.Cancelled cancelled) {
        return () -> Outcome.this.cancelled(visit, cancelled);
      }

      @Override
      public Reply unavailable(SignInResult.Unavailable unavailable) {
        return () -> Outcome.this.unavailable(visit, unavailable);
      }

      @Override
      public Reply rejected(SignInResult.Rejected rejected) {
        return () -> Outcome.this.rejected(visit, rejected);
      }
    });
    reply.send();
  }

  private void signedIn(Visit visit, SignInResult.SignedIn result) throws IOException {
    result.member().ifPresent(member -> {
      site.sessions().open(visit.exchange(), member);
      if (result.details().isLinking()) {
        site.sessions()
            .endOthers(visit.exchange(), member); // one may be whoever had to be shut out
      }
    });
    if (!result.details().isLinking()) {
      site.signedInBy(visit, result.details().provider());
    }
    String returnTo = result.details().returnPath();
    if (visit.wantsJson()) {
      writer.json(
          visit,
          new Json()
              .put("result", "signed_in")
              .put("returnTo", returnTo)
              .put("provider", result.details().provider())
              .put("newMember", result.details().isNewMember())
              .put("linking", result.details().isLinking()));
    } else {
      writer.redirect(visit, returnTo);
    }
  }

  private void fields(
      Visit visit, Parked parked, MissingFields missing, boolean here, Map<String, String> typed)
      throws IOException {
    if (goesElsewhere(visit, here, typed)) {
      writer.redirect(visit, address(visit, parked));
      return;
    }
    int status = typed.isEmpty() || visit.wantsJson() ? 200 : UNPROCESSABLE;
    writer.write(
        visit,
        new Page.Fields(
            details(visit, status, missing.language()),
            address(visit, parked),
            parked,
            missing.fields(),
            typed));
  }

  private void consent(Visit visit, Parked parked, MissingConsents missing, boolean here)
      throws IOException {
    Optional<String> atProvider = missing.atProvider().flatMap(there -> begin(visit, there));
    if (atProvider.isPresent()) {
      writer.sendTo(visit, atProvider.get());
      return;
    }
    if (goesElsewhere(visit, here, Map.of())) {
      writer.redirect(visit, address(visit, parked));
      return;
    }
    writer.write(
        visit,
        new Page.Consent(
            details(visit, 200, missing.language()),
            address(visit, parked),
            parked,
            missing.language(),
            shown(missing.told(), missing.language()),
            shown(missing.asked(), missing.language()),
            missing.byGuardian()));
  }

  /** Where the provider asks; empty when it cannot be begun there now, and the shop's page asks. */
  private Optional<String> begin(Visit visit, MissingConsents.AtProvider there) {
    Begun begun = site.engine().begin(there.provider(), visit.browser(), there.signIn());
    return begun instanceof Begun.RedirectTo redirect
        ? Optional.of(redirect.uri().toASCIIString())
        : Optional.empty();
  }

  private static List<Page.ShownNotice> shown(List<Notice> notices, String language) {
    return notices.stream()
        .map(notice -> {
          Notice.Text text = notice.textIn(language);
          return new Page.ShownNotice(notice, text, NoticeToken.of(notice, text));
        })
        .toList();
  }

  private void proof(
      Visit visit, Parked parked, ProofChoices choices, boolean here, boolean isAnotherMember)
      throws IOException {
    if (choices.subject() == ProofSubject.GUARDIAN) {
      guardian(visit, parked, choices, here);
      return;
    }
    boolean wrong = isAnotherMember
        || choices.codes().stream().anyMatch(code -> code.fault().isPresent());
    if (goesElsewhere(visit, here, Map.of()) && !(here && wrong)) {
      writer.redirect(visit, address(visit, parked));
      return;
    }
    int status = wrong && !visit.wantsJson() ? UNPROCESSABLE : 200;
    Errand backHere = backTo(visit, parked);
    boolean loginCounts = choices.shopLogin() && site.login().isPresent();
    Page.ShopSession session = Page.ShopSession.NONE;
    if (loginCounts && isAnotherMember) {
      session = Page.ShopSession.ANOTHER_MEMBER;
    } else if (loginCounts && site.provenByLogin(visit).isPresent()) {
      session = Page.ShopSession.PROOF;
    } else if (loginCounts && site.sessions().current(visit.exchange()).isPresent()) {
      session = Page.ShopSession.NO_PROOF;
    }
    writer.write(
        visit,
        new Page.Proof(
            details(visit, status, choices.language()),
            address(visit, parked),
            parked,
            choices,
            site.lastUsedFirst(
                visit,
                choices.providers().stream()
                    .flatMap(provider -> site.link(visit, provider, backHere).stream())
                    .toList()),
            loginCounts ? site.shopSignIn(backHere) : Optional.empty(),
            loginCounts,
            session));
  }

  private void guardian(Visit visit, Parked parked, ProofChoices choices, boolean here)
      throws IOException {
    if (goesElsewhere(visit, here, Map.of())) {
      writer.redirect(visit, address(visit, parked));
      return;
    }
    String reference = choices.guardianReference().orElseThrow();
    writer.write(
        visit,
        new Page.Guardian(
            details(visit, 200, choices.language()),
            address(visit, parked),
            parked,
            reference,
            site.guardianPage(reference, backTo(visit, parked))));
  }

  /** Leads somebody who is no proof as they are to the shop's own sign-in page. */
  void signInAgain(Visit visit, Parked parked) throws IOException, Refusal {
    ShopLogin login = site.login().orElseThrow(() -> new Refusal(Failure.BAD_REQUEST));
    login.end(visit.exchange());
    String location = login.link(backTo(visit, parked).returnTo().orElse(site.home()));
    writer.sendTo(visit, location);
  }

  private static Errand backTo(Visit visit, Parked parked) {
    return Errand.to(visit.request().getContextPath()
        + visit.request().getServletPath()
        + "/resume/"
        + parked.reference());
  }

  private void cancelled(Visit visit, SignInResult.Cancelled result) throws IOException {
    String returnTo = result.details().returnPath();
    Errand errand = new Errand(Optional.of(returnTo), result.details().entry());
    if (visit.wantsJson()) {
      writer.write(visit, pages.cancelled(visit, result.reason(), errand));
    } else if (result.reason() == CancelReason.NOT_SILENTLY) {
      // Nobody pressed a button, so nobody is told: the page they wanted shows them signed out.
      writer.redirect(visit, returnTo);
    } else {
      writer.redirect(visit, SignInPages.cancelledAddress(visit, result.reason(), errand));
    }
  }

  private void unavailable(Visit visit, SignInResult.Unavailable result) throws IOException {
    String id = result.details().correlationId();
    Errand errand = Errand.of(result.details());
    if (visit.wantsJson()) {
      writer.write(visit, pages.unavailable(visit, result.provider(), errand, Optional.of(id)));
    } else {
      writer.redirect(visit, SignInPages.unavailableAddress(visit, result.provider(), errand, id));
    }
  }

  private void rejected(Visit visit, SignInResult.Rejected result) throws IOException {
    FailureDetails details = result.details();
    boolean late =
        result.reason() == RejectReason.ALREADY_USED || result.reason() == RejectReason.EXPIRED;
    if (late && site.sessions().current(visit.exchange()).isPresent()) {
      // An old address from the history of a visitor who is in already.
      if (visit.wantsJson()) {
        writer.json(
            visit,
            new Json().put("result", "already_signed_in").put("returnTo", details.returnPath()));
      } else {
        writer.redirect(visit, details.returnPath());
      }
      return;
    }
    Failure failure = Failure.of(result.reason());
    Optional<ProviderId> again =
        details.mayStartAgain() ? Optional.of(details.provider()) : Optional.empty();
    Errand errand = Errand.of(details);
    Optional<String> id = Optional.of(details.correlationId());
    if (visit.wantsJson()) {
      writer.write(visit, pages.failed(visit, failure, again, errand, id));
    } else {
      writer.redirect(visit, SignInPages.failedAddress(visit, failure, again, errand, id));
    }
  }

  /**
   * A page is shown at its own address and by GET, so that reloading it sends nothing again; only
   * what was typed wrongly is shown at once, so that it need not be typed again.
   */
  private static boolean goesElsewhere(Visit visit, boolean here, Map<String, String> typed) {
    return !visit.wantsJson() && (!here || (visit.isPost() && typed.isEmpty()));
  }

  /** A question is asked in the language that the sign-in was begun in. */
  private PageDetails details(Visit visit, int status, String language) {
    Locale locale = Languages.known(language).orElse(visit.language());
    return site.details(visit, status, locale, List.of());
  }

  private static String address(Visit visit, Parked parked) {
    return visit.base()
        + "resume/"
        + parked.reference()
        + new Query().add(Languages.PARAMETER, visit.chosenLanguage());
  }
}
