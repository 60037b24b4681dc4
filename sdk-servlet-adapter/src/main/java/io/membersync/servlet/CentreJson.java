package io.membersync.servlet;

import io.membersync.Consents;
import io.membersync.Members.Question;
import io.membersync.records.Records.NoticeText;
import io.membersync.records.Records.Step;
import io.membersync.servlet.Page.Centre;
import java.time.Instant;
import java.util.List;

/** The consent centre as JSON. */
final class CentreJson {
  private CentreJson() {}

  static Json of(Centre page) {
    return PageJson.result("consents")
        .put("action", page.action())
        .put("token", page.token())
        .put("language", page.details().language().getLanguage())
        .put(
            "done",
            page.done()
                .map(done -> new Json()
                    .put("action", PageJson.lower(done.action()))
                    .put("notice", done.tag())))
        .put("questions", page.questions().stream().map(CentreJson::question).toList())
        .put("fields", page.held().stream().map(CentreJson::field).toList())
        .put("notices", page.notices().stream().map(CentreJson::notice).toList())
        .put("told", PageJson.notices(page.told()))
        .put(
            "waysIn",
            page.waysIn().stream()
                .map(way -> new Json()
                    .put("provider", way.provider())
                    .put("name", way.name())
                    .put("since", way.since())
                    .put("removable", way.removable()))
                .toList())
        .put(
            "addable",
            page.addable().stream()
                .map(link -> new Json()
                    .put("provider", link.provider())
                    .put("name", link.name())
                    .put("action", link.href()))
                .toList());
  }

  private static Json question(Centre.OpenQuestion open) {
    Question question = open.question();
    return new Json()
        .put("question", open.name())
        .put("field", question.field().name())
        .put("provider", question.provider())
        .put("since", question.since())
        .put("verified", question.isVerified())
        .put("held", question.revealHeld())
        .put("offered", question.revealOffered());
  }

  private static Json field(Consents.Held held) {
    return new Json()
        .put("field", held.field().name())
        .put("value", held.value())
        .put("source", held.source())
        .put("since", held.since().map(Instant::toString))
        .put("editedSince", held.edited())
        .put("notice", held.ground().map(Consents.Ground::tag))
        .put("version", held.ground().map(Consents.Ground::version));
  }

  private static Json notice(Centre.Standing standing) {
    Consents.Entry entry = standing.entry();
    Json json = new Json()
        .put("tag", entry.tag())
        .put("title", standing.title())
        .put("kind", entry.kind().map(PageJson::lower))
        .put("state", PageJson.lower(entry.state()))
        .put("required", entry.required())
        .put("at", entry.at().map(Instant::toString))
        .put("via", entry.via())
        .put("withdrawable", entry.withdrawable())
        .put("seen", entry.text().map(CentreJson::seen));
    List<Json> offered =
        PageJson.notices(standing.offered().map(List::of).orElse(List.<Page.ShownNotice>of()));
    return json.put("offered", offered.stream().findFirst())
        .put("following", standing.following().stream().map(CentreJson::step).toList())
        .put("toBlank", standing.toBlank());
  }

  private static Json seen(NoticeText text) {
    return new Json()
        .put("version", text.version())
        .put("language", text.language())
        .put("title", text.title())
        .put("body", text.body())
        .put("sha256", text.sha256());
  }

  private static Json step(Step step) {
    return new Json()
        .put("target", step.target())
        .put("state", PageJson.lower(step.state()))
        .put("tags", step.tags());
  }
}
