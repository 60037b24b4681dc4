package io.membersync.servlet;

import io.membersync.Parked;
import io.membersync.member.MemberStoreException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leads a request to its endpoint, and an exception to a page that says nothing of it. */
final class Dispatcher {
  private static final Logger log = LoggerFactory.getLogger(MemberSyncServlet.class);

  private final Engine engine;
  private final Languages languages;
  private final PageWriter writer;
  private final SignInPages pages;
  private final StartEndpoint start;
  private final LinkEndpoint link;
  private final CallbackEndpoint callback;
  private final AppEndpoint app;
  private final ResumeEndpoint resume;
  private final WebhookEndpoint webhook;
  private final CentreEndpoint centre;

  Dispatcher(Site site, Languages languages, PageWriter writer) {
    this.engine = site.engine();
    this.languages = languages;
    this.writer = writer;
    this.pages = new SignInPages(site, writer);
    Outcome outcome = new Outcome(site, writer, pages);
    this.start = new StartEndpoint(site, writer, pages);
    this.link = new LinkEndpoint(site, writer, pages);
    this.callback = new CallbackEndpoint(site, writer, outcome);
    this.app = new AppEndpoint(site, outcome);
    this.resume = new ResumeEndpoint(site, outcome);
    this.webhook = new WebhookEndpoint(engine);
    this.centre = new CentreEndpoint(site, writer);
  }

  void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
    writer.protect(response);
    if (request.getPathInfo() == null) {
      addSlash(request, response);
      return;
    }
    Visit visit = new Visit(request, response, languages);
    Route route;
    try {
      route = Route.of(request);
    } catch (Refusal refusal) {
      Body.discardRest(request);
      refuse(visit, refusal.failure(), Optional.empty());
      return;
    }
    try {
      serve(visit, route);
    } catch (Refusal refusal) {
      Body.discardRest(request);
      fail(visit, route, refusal.failure(), Optional.empty());
    } catch (MemberStoreException e) {
      String id = Faults.newCorrelationId();
      log.error("{} {} failed, id {}: {}", request.getMethod(), route.endpoint(), id, text(e));
      fail(visit, route, Failure.STORE_UNAVAILABLE, Optional.of(id));
    } catch (RuntimeException e) {
      String id = Faults.newCorrelationId();
      log.error("{} {} failed, id {}: {}", request.getMethod(), route.endpoint(), id, text(e));
      fail(visit, route, Failure.INTERNAL, Optional.of(id));
    }
  }

  private void serve(Visit visit, Route route) throws IOException, Refusal {
    Route.Endpoint endpoint = route.endpoint();
    if (!endpoint.takes(visit.request().getMethod())) {
      visit.response().setHeader("Allow", endpoint.allow());
      throw new Refusal(Failure.METHOD_NOT_ALLOWED);
    }
    if (visit.isPost()) {
      switch (endpoint) {
        case START, APP, RESUME, WITHDRAW, AGREE, ANSWER, DISCONNECT ->
          SameOrigin.require(visit.request());
        case LINK -> SameOrigin.requireSaid(visit.request());
        default -> {} // another site sends those
      }
    }
    switch (endpoint) {
      case SIGN_IN -> pages.signIn(visit);
      case CANCELLED -> pages.cancelled(visit);
      case UNAVAILABLE -> pages.unavailable(visit);
      case FAILED -> pages.failed(visit);
      case STYLESHEET -> writer.stylesheet(visit);
      case CONSENTS -> centre.show(visit);
      case WITHDRAW -> centre.withdraw(visit);
      case AGREE -> centre.agree(visit);
      case ANSWER -> centre.answerQuestion(visit);
      case DISCONNECT -> centre.disconnect(visit);
      case DOWNLOAD -> centre.download(visit);
      case DOWNLOAD_JSON -> centre.downloadJson(visit);
      case START -> start.start(visit, route.provider());
      case LINK -> link.link(visit, route.provider());
      case RESUME -> {
        if (visit.isPost()) {
          resume.take(visit, new Parked(route.id()));
        } else {
          resume.show(visit, new Parked(route.id()));
        }
      }
      case CALLBACK -> {
        requireProvider(route);
        if (visit.isPost()) {
          callback.posted(visit, route.provider());
        } else {
          callback.redirected(visit, route.provider());
        }
      }
      case APP -> {
        requireProvider(route);
        app.handedOver(visit, route.provider());
      }
      case WEBHOOK -> {
        requireProvider(route);
        webhook.receive(visit, route.provider());
      }
    }
  }

  private void requireProvider(Route route) throws Refusal {
    if (!engine.knows(route.provider())) {
      throw new Refusal(Failure.NOT_FOUND);
    }
  }

  private void fail(Visit visit, Route route, Failure failure, Optional<String> id)
      throws IOException {
    HttpServletResponse response = visit.response();
    if (response.isCommitted()) {
      return;
    }
    switch (route.endpoint()) {
      case WEBHOOK, STYLESHEET -> {
        response.setStatus(failure.status());
        response.setContentLength(0);
      }
      case CALLBACK -> {
        // The address or the form holds a code, and no page may stand on it.
        if (visit.wantsJson() || isNoAnswerOfProvider(failure)) {
          refuse(visit, failure, id);
        } else {
          writer.redirect(
              visit,
              SignInPages.failedAddress(
                  visit, failure, Optional.empty(), Errand.of(visit.query()), id));
        }
      }
      default -> refuse(visit, failure, id);
    }
  }

  private static boolean isNoAnswerOfProvider(Failure failure) {
    return switch (failure) {
      case METHOD_NOT_ALLOWED, BODY_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE -> true;
      default -> false;
    };
  }

  private void refuse(Visit visit, Failure failure, Optional<String> id) throws IOException {
    writer.write(
        visit, pages.failed(visit, failure, Optional.empty(), Errand.of(visit.query()), id));
  }

  /** Links are relative to the servlet's root, which therefore needs its slash. */
  private static void addSlash(HttpServletRequest request, HttpServletResponse response) {
    String path = request.getServletPath();
    String query = request.getQueryString();
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader(
        "Location",
        "./" + path.substring(path.lastIndexOf('/') + 1) + "/"
            + (query == null ? "" : "?" + query));
    response.setContentLength(0);
  }

  private static String text(RuntimeException e) {
    return Faults.describe(e);
  }
}
