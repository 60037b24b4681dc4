package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Answers;
import io.membersync.Members;
import io.membersync.SignInResult.RejectReason;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStore;
import io.membersync.member.MemberStoreException;
import io.membersync.records.Records;
import io.membersync.records.UnitOfWork;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testsupport.Fault;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions, failures of the shop's database, listeners. */
class StoreRoadTest extends RoadFixture {
  @Test
  void anOpenTransactionAroundTheCallIsRefusedAndTheMessageSaysWhatToRemove() {
    URI callback = callback("haneul");

    assertThatThrownBy(() -> books.unitOfWork().execute(() -> complete(callback)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("complete()")
        .hasMessageContaining("remove @Transactional");
    assertNothingHappened();

    sync = open(korea());
    URI parked = callback("haneul");
    var needs = needsConsent(complete(parked));
    assertThatThrownBy(() ->
            books.unitOfWork().execute(() -> sync.resume(browser, needs.parked(), Answers.none())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("resume()");
  }

  @Tag(RoadShop.IN_THE_COMMIT)
  @Test
  void aConflictInTheStoreIsRolledBackAndRunAgain() {
    conflicts(2);

    MemberId member = signUp("haneul");

    assertThat(watched.calls("members.create")).hasSize(3);
    assertThat(members.count()).isOne();
    assertThat(sync.members().find(member).orElseThrow().provenance()).hasSize(3);
    assertThat(events).hasSize(1);
    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isOne();
  }

  @Test
  @Fault("MS-01")
  void aMemberWhoCannotBeReadIsToldAsAFailureAndMakesNoNewMember() {
    MemberId member = signUp("haneul");
    URI callback = callback("haneul");
    watched.beforeNext("members.find", StoreRoadTest::gone);

    assertThatThrownBy(() -> complete(callback))
        .isInstanceOfSatisfying(
            MemberStoreException.class, e -> assertThat(e.code()).isEqualTo("store-unavailable"));

    assertThat(members.count()).isOne();
    assertThat(events).hasSize(1);
    refused(complete(callback), RejectReason.INTERRUPTED);
    assertThat(signUp("haneul")).isEqualTo(member);
    assertThat(members.count()).isOne();
  }

  @Tag(RoadShop.IN_THE_COMMIT)
  @Test
  @Fault("MS-05")
  void aMemberWhoChangesMeanwhileIsReadAgainThreeTimesAtMostAndNoEditIsLost() {
    MemberId member = signUp("haneul");
    AtomicInteger edits = new AtomicInteger();
    Runnable edit =
        () -> members.edit(member, "name", Optional.of("Edit " + edits.incrementAndGet()));
    kakao.put(kakao.person("haneul").toBuilder().email("once@shop.example").build());
    staleUpdates(1, edit);
    assertThat(signUp("haneul")).isEqualTo(member);
    assertThat(values(member))
        .containsEntry("name", "Edit 1")
        .containsEntry("email", "once@shop.example");

    kakao.put(kakao.person("haneul").toBuilder().email("new@shop.example").build());
    staleUpdates(100, edit);
    URI callback = callback("haneul");
    watched.forget();
    assertThatThrownBy(() -> complete(callback))
        .isInstanceOfSatisfying(
            MemberStoreException.class, e -> assertThat(e.code()).isEqualTo("member-changed"));

    assertThat(watched.calls("members.update")).hasSize(3);
    assertThat(values(member))
        .containsEntry("name", "Edit " + edits.get())
        .containsEntry("email", "once@shop.example");
  }

  /** The next reads of a member inside the commit are followed by an edit of the shop's. */
  private void staleUpdates(int times, Runnable edit) {
    for (int i = 0; i < times; i++) {
      watched.afterNext("members.find", () -> editedInTheCommit(edit));
    }
  }

  private void editedInTheCommit(Runnable edit) {
    if (!books.unitOfWork().isOpen()) {
      watched.afterNext("members.find", () -> editedInTheCommit(edit)); // the look before it
      return;
    }
    Thread shop = new Thread(edit);
    shop.start();
    try {
      shop.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Tag(RoadShop.IN_THE_COMMIT)
  @Test
  void aConflictThatStaysEndsAfterThreeTriesAndLeavesNothing() {
    conflicts(3);
    URI callback = callback("haneul");

    assertThatThrownBy(() -> complete(callback))
        .isInstanceOfSatisfying(
            MemberStoreException.class, e -> assertThat(e.code()).isEqualTo("store-unique"));

    assertThat(watched.calls("members.create")).hasSize(3);
    nothingWasRecorded();
    refused(complete(callback), RejectReason.INTERRUPTED);
    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isOne();
    assertThat(signUp("haneul")).isNotNull();
  }

  @Fault("CL-04")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "members.findByContact",
        "identities.find",
        "identities.link",
        "identities.addPerson",
        "evidence.append",
        "evidence.putProvenance",
        "attempts.putOutcome"
      })
  void aStoreThatGoesAwayAtAnyStepLeavesNothingHalfDone(String step) {
    goesAwayAt(step);
  }

  @Tag(RoadShop.IN_THE_COMMIT)
  @ParameterizedTest
  @ValueSource(strings = {"members.create", "identities.assignMember"})
  void aStoreThatGoesAwayWhileTheMemberIsMadeLeavesNothingHalfDone(String step) {
    goesAwayAt(step);
  }

  private void goesAwayAt(String step) {
    URI callback = callback("haneul");
    watched.beforeNext(step, StoreRoadTest::gone);

    assertThatThrownBy(() -> complete(callback)).isInstanceOf(MemberStoreException.class);

    nothingWasRecorded();
    refused(complete(callback), RejectReason.INTERRUPTED);
    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isOne();
    assertThat(signUp("haneul")).isNotNull();
    assertThat(members.count()).isOne();
  }

  @Test
  void aStoreThatGoesAwayBeforeTheClaimSpendsNothing() {
    URI callback = callback("haneul");
    watched.beforeNext("attempts.claim", StoreRoadTest::gone);

    assertThatThrownBy(() -> complete(callback)).isInstanceOf(MemberStoreException.class);
    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isZero();

    assertThat(memberOf(complete(callback))).isNotNull();
  }

  @Tag(RoadShop.IN_THE_COMMIT)
  @Test
  void aStoreThatGoesAwayAtTheAnswerLeavesTheSignInParked() {
    sync = open(korea());
    var needs = needsConsent(complete(callback("haneul")));
    watched.beforeNext("members.create", StoreRoadTest::gone);

    assertThatThrownBy(() -> sync.resume(browser, needs.parked(), AGREED))
        .isInstanceOf(MemberStoreException.class);
    nothingWasRecorded();

    assertThat(memberOf(sync.resume(browser, needs.parked(), AGREED))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"members.find", "members.findByContact"})
  void whatAShopsOwnStoreThrowsIsToldWithoutWhatItQuotes(String step) {
    throwsAt(step);
  }

  @Tag(RoadShop.IN_THE_COMMIT)
  @Test
  void whatItThrowsWhileTheMemberIsMadeIsToldWithoutWhatItQuotes() {
    throwsAt("members.create");
  }

  private void throwsAt(String step) {
    if (step.equals("members.find")) {
      signUp("haneul");
    }
    URI callback = callback("haneul");
    watched.beforeNext(step, () -> {
      throw new IllegalArgumentException(
          "no row for haneul@shop.example",
          new SQLException("Key (email)=(haneul@shop.example)", "23502", 77));
    });

    assertThatThrownBy(() -> complete(callback))
        .isInstanceOfSatisfying(MemberStoreException.class, e -> {
          assertThat(e.code()).isEqualTo("store-failed");
          assertThat(e)
              .hasMessageContaining(step.substring("members.".length()))
              .hasMessageContaining("java.lang.IllegalArgumentException")
              .hasMessageContaining("java.sql.SQLException, SQLState 23502, vendor code 77")
              .hasNoCause();
          assertThat(e.getSuppressed()[0].getStackTrace()).isNotEmpty();
          assertThat(e.isRepeatable()).isFalse();
        })
        .satisfies(StoreRoadTest::quotesNobody);

    refused(complete(callback), RejectReason.INTERRUPTED);
  }

  @Tag(RoadShop.IN_THE_COMMIT)
  @Test
  void aUniqueViolationInAShopsOwnStoreIsRolledBackAndRunAgain() {
    for (SQLException violation : List.of(
        new SQLException("haneul@shop.example", "23505"),
        new SQLException("haneul@shop.example", "23000", 1062),
        new SQLException("haneul@shop.example", "40001"))) {
      freshShop();
      for (int i = 0; i < 2; i++) {
        watched.afterNext("members.create", () -> {
          throw new IllegalStateException("haneul@shop.example", violation);
        });
      }

      assertThat(signUp("haneul")).isNotNull();

      assertThat(watched.calls("members.create")).hasSize(3);
      assertThat(members.count()).isOne();
    }
  }

  @Tag(RoadShop.IN_THE_COMMIT)
  @Test
  void anErrorInAShopsOwnStoreIsNoOrdinaryFailure() {
    URI callback = callback("haneul");
    watched.beforeNext("members.create", () -> {
      throw new LinkageError("the shop was deployed wrongly");
    });

    assertThatThrownBy(() -> complete(callback)).isInstanceOf(LinkageError.class);
    nothingWasRecorded();
  }

  @Test
  void whatATransactionThrowsAtItsEndIsToldWithoutWhatItQuotes() {
    AtomicBoolean fails = new AtomicBoolean();
    store = withoutUnit(store);
    records = ending(records, () -> {
      if (fails.get()) {
        throw new IllegalStateException("flush: Key (email)=(haneul@shop.example)");
      }
    });
    sync = open(shop());
    URI callback = callback("haneul");
    fails.set(true);

    assertThatThrownBy(() -> complete(callback))
        .isInstanceOfSatisfying(
            MemberStoreException.class, e -> assertThat(e.code()).isEqualTo("store-failed"))
        .hasMessageContaining("java.lang.IllegalStateException")
        .satisfies(StoreRoadTest::quotesNobody);
    fails.set(false);

    nothingWasRecorded();
    assertThat(signUp("haneul")).isNotNull();
  }

  @Test
  void aListenerThatThrowsChangesNothing() {
    List<Members.Event> heard = new ArrayList<>();
    sync = open(shop()
        .listener(event -> {
          throw new IllegalStateException("the shop's mistake");
        })
        .listener(heard::add));

    MemberId member = signUp("haneul");

    assertThat(heard)
        .filteredOn(kind::isOrdinary)
        .extracting(Members.Event::kind)
        .containsExactly(Members.Event.Kind.SIGNED_UP);
    assertThat(signUp("haneul")).isEqualTo(member);
  }

  /** Books whose transactions do this before they are committed. */
  private static Records ending(Records real, Runnable last) {
    UnitOfWork unit = new UnitOfWork() {
      @Override
      public <T> T execute(Supplier<T> work) {
        return real.unitOfWork().execute(() -> {
          T result = work.get();
          last.run();
          return result;
        });
      }

      @Override
      public boolean isOpen() {
        return real.unitOfWork().isOpen();
      }
    };
    return (Records) Proxy.newProxyInstance(
        Records.class.getClassLoader(),
        new Class<?>[] {Records.class},
        (proxy, method, arguments) ->
            method.getName().equals("unitOfWork") ? unit : method.invoke(real, arguments));
  }

  /** The store does not tell in which unit of work it takes part. */
  private static MemberStore withoutUnit(MemberStore real) {
    return (MemberStore) Proxy.newProxyInstance(
        MemberStore.class.getClassLoader(),
        real.getClass().getInterfaces(),
        (proxy, method, arguments) -> method.getName().equals("unitOfWork")
            ? Optional.empty()
            : Watched.invoke(real, method, arguments));
  }

  private static void quotesNobody(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    assertThat(text.toString()).doesNotContain("haneul@");
  }

  private void conflicts(int times) {
    for (int i = 0; i < times; i++) {
      watched.afterNext("members.create", () -> {
        throw MemberStoreException.conflict("store-unique", "the same number twice");
      });
    }
  }

  private static void gone() {
    throw MemberStoreException.unavailable("store-unavailable", "no connection");
  }

  private void nothingWasRecorded() {
    assertThat(members.count()).isZero();
    assertThat(identity("haneul")).isEmpty();
    assertThat(events).isEmpty();
    watched.calls("identities.addPerson").forEach(call -> {
      var person = (io.membersync.records.Records.Person) call.arguments().get(1);
      assertThat(books.identities().findPerson(SHOP, person.id())).isEmpty();
      assertThat(books.evidence().eventsOf(SHOP, person.id())).isEmpty();
      assertThat(books.evidence().provenanceOf(SHOP, person.id())).isEmpty();
    });
  }
}
