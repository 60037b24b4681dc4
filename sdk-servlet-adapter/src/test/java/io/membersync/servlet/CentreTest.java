package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Consents.By;
import io.membersync.Consents.State;
import io.membersync.consent.ConsentEvent;
import io.membersync.member.MemberId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The consent centre over HTTP, with the real engine. */
class CentreTest extends CentreFixture {
  @Test
  void theMemberSeesWhatIsHeldWhereItCameFromAndUnderWhichNotice() {
    Shop.Answer answer = shop.get(CENTRE);

    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.body())
        .contains("Kim Haneul", "haneul@shop.example")
        .contains("010-5550-1234")
        .contains("From Kakao")
        .contains("Basis: Processed for the contract (version 1)")
        .contains("<h2 id=\"ways\">", "Linked ")
        .doesNotContain(SCRIPT)
        .contains("Birthday present &lt;script&gt;");
    assertThat(notice(answer.body(), "tos"))
        .contains("Agreed", "as long as you are a member", "Article 1")
        .doesNotContain("<button");
    assertThat(notice(answer.body(), "basic"))
        .contains("Name and contacts.")
        .doesNotContain("<form");
    assertThat(notice(answer.body(), "need")).contains("is required", "/withdraw");
    assertThat(notice(answer.body(), "opt"))
        .contains("/withdraw", "Read the text you saw then (version 1)")
        .doesNotContain("/agree");
    assertThat(notice(answer.body(), "ad_sms"))
        .contains("Not agreed", "You can withdraw at any time.", "/agree");
  }

  @Test
  void onePressWithdrawsAndThePageSaysWhatFollows() {
    Shop.Answer answer = withdraw("opt");

    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.location()).startsWith(CENTRE + "?done=withdrawn&notice=opt");
    assertThat(answer.header("Location")).endsWith("#done");
    assertThat(state("opt")).isEqualTo(State.WITHDRAWN);
    String page = shop.get(answer.location()).body();
    assertThat(page)
        .contains("id=\"done\" role=\"status\"")
        .contains("Consent withdrawn: Birthday present")
        .contains("The rest is under way", "Tell Kakao: under way", "counts for nothing")
        .contains("There is no basis for using this now");

    runDue();
    assertThat(shop.get(answer.location()).body())
        .contains("What was done:", "Tell the shop's other systems: done")
        .doesNotContain("The rest is under way");
  }

  @Test
  void aStepThatIsNotDoneStaysToBeSeen() {
    DEAF.set(true);
    withdraw("opt");
    runDue();
    assertThat(notice(page(), "opt")).contains("Tell the shop's other systems: under way");

    String open = sync.consents().openSteps(10).get(0).id();
    sync.consents().giveUp(open, "told by phone");
    assertThat(notice(page(), "opt")).contains("could not be done");
  }

  @Test
  void whatWasDeclinedCanBeAgreedToAndIsRecordedWithTheTextThatStoodThere() {
    Shop.Answer answer = agree("ad_sms");

    assertThat(answer.location()).startsWith(CENTRE + "?done=agreed&notice=ad_sms");
    assertThat(state("ad_sms")).isEqualTo(State.GRANTED);
    ConsentEvent event = events().get(events().size() - 1);
    assertThat(event.type()).isEqualTo(ConsentEvent.Type.GRANTED);
    assertThat(event.actor()).isEqualTo(ConsentEvent.Actor.SUBJECT);
    assertThat(event.act()).isEqualTo(ConsentEvent.Act.BUTTON);
    assertThat(event.via()).isEqualTo("NONE");
    assertThat(event.quality()).isEqualTo(ConsentEvent.Quality.STRONG);
    assertThat(event.presentationId()).isPresent();
    assertThat(event.notice().orElseThrow().language()).isEqualTo("en");
    assertThat(shop.get(answer.location()).body()).contains("You have agreed: Advertising by text");
  }

  @Test
  void aDifferenceIsAskedAndAnswered() {
    members.edit(new MemberId(member), "email", Optional.of("mine@shop.example"));
    changeEmailAtKakao("haneul.new@shop.example");
    shop.cookies.remove("JSESSIONID");
    signUp("haneul");
    String page = page();
    assertThat(page)
        .contains("Email: Kakao says something else")
        .contains("mine@shop.example", "haneul.new@shop.example");
    String question = one(page, "name=\"question\" value=\"([^\"]+)\"");
    String form = "token=" + token() + "&question=" + Query.encode(question);

    assertThat(shop.post(CENTRE + "/answer", form).status()).isEqualTo(400);
    assertThat(shop.post(CENTRE + "/answer", form + "&action=take").location())
        .startsWith(CENTRE + "?done=taken_over");
    assertThat(members.valuesOf(new MemberId(member)))
        .containsEntry("email", "haneul.new@shop.example");
    assertThat(shop.post(CENTRE + "/answer", form + "&action=keep").location())
        .startsWith(CENTRE + "?done=not_open");
  }

  @Test
  void theDownloadsAreFilesThatHoldEverything() {
    Shop.Answer html = shop.get(CENTRE + "/download");
    assertThat(html.header("Content-Disposition"))
        .matches("attachment; filename=\"my-data-\\d{4}-\\d\\d-\\d\\d\\.html\"");
    assertThat(html.header("Cache-Control")).isEqualTo("no-store");
    assertThat(html.body())
        .contains("haneul@shop.example", "Article 1", "Items: birthday", "Name and contacts.")
        .contains("SHA-256 ")
        .doesNotContain("<form", "<link", "<script", "src=", SCRIPT);

    Shop.Answer json = shop.get(CENTRE + "/download.json");
    assertThat(json.header("Content-Disposition")).contains(".json\"");
    assertThat(json.header("Content-Type")).startsWith("application/json");
    assertThat(json.body())
        .contains("\"member\":\"" + member + "\"", "\"editedSince\":false", "\"notice\":\"basic\"");
  }

  @Test
  void theCentreIsJsonToo() {
    Shop.Answer answer = shop.json(CENTRE);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.body())
        .contains("\"result\":\"consents\"", "\"action\":\"/login/consents\"")
        .contains("\"field\":\"email\"", "\"tag\":\"opt\"", "\"withdrawable\":true");
    String token = one(answer.body(), "\"token\":\"([0-9a-f]{32})\"");

    Shop.Answer done = shop.post(
        CENTRE + "/withdraw", "token=" + token + "&notice=opt", "Accept", "application/json");

    assertThat(done.status()).isEqualTo(200);
    assertThat(done.body())
        .contains("\"done\":{\"action\":\"withdrawn\",\"notice\":\"opt\"}")
        .contains("\"state\":\"withdrawn\"", "\"target\":\"provider:kakao\"");
  }

  @Test
  void aMemberOfLongAgoWhomMemberSyncDoesNotKnowSeesAndDecidesToo() {
    shop.cookies.clear();
    member =
        members.add(Map.of("name", "Old Member", "email", "old@shop.example")).value();
    shop.signInAtShop(member);

    assertThat(shop.get(CENTRE + "?lang=en").body())
        .contains("Old Member", "Was on record at the shop", "No other account is linked.")
        .contains("Not agreed yet");
    assertThat(shop.get(CENTRE + "/download.json").body()).contains("old@shop.example");
    assertThat(agree("opt").location()).startsWith(CENTRE + "?done=agreed");
    assertThat(state("opt")).isEqualTo(State.GRANTED);
    sync.consents().withdraw(new MemberId(member), Set.of("opt"), By.MEMBER);
  }
}
