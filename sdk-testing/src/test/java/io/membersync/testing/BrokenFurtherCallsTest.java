package io.membersync.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.profile.Field;
import io.membersync.profile.FieldValue.Presence;
import io.membersync.profile.Profile;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderProfile;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

/** The same for a provider with further calls, scopes, and words of its own. */
class BrokenFurtherCallsTest {
  @Test
  void aProviderWithFurtherCallsPasses() {
    assertThat(BrokenProvidersTest.failuresOf(club(new Club()))).isEmpty();
  }

  @Test
  void oneThatTellsAnErrorOfAnOptionalCallWronglyIsFoundOut() {
    assertThat(failuresOf(
            club(new Club() {
              @Override
              public Optional<ProviderError> classify(Answer answer) {
                return super.classify(answer)
                    .map(error -> answer.call().equals("points")
                        ? ProviderError.of(ErrorKind.SHAPE, "no", answer.httpStatus(), "Nothing.")
                        : error);
              }
            }),
            ProviderContract::documentedErrors))
        .containsExactlyInAnyOrder(
            "points: 403 {\"error\":\"insufficient_scope\"} is VISITOR",
            "points: 401 {\"error\":\"invalid_token\"} is TOKEN_DEAD");
  }

  @Test
  void oneThatTakesAFailedOptionalCallForAnEmptyAnswerIsFoundOut() {
    assertThat(failuresOf(
            club(new Club() {
              @Override
              void withoutPoints(Profile.Builder profile) {
                profile.absent(NICK, "nick", Presence.EMPTY);
              }
            }),
            ProviderContract::badAnswersOfOptionalCalls))
        .contains("points: 500", "points: 429", "points: a page", "points: empty");
  }

  @Test
  void oneThatBlanksWhatAFailedOptionalCallHadGivenIsFoundOut() {
    assertThat(failuresOf(
            club(new Club() {
              @Override
              void withoutPoints(Profile.Builder profile) {
                profile.value(NICK, "nick", "-", false);
              }
            }),
            ProviderContract::badAnswersOfOptionalCalls))
        .contains("points: cut in half", "points: hangs", "points: drips without end");
  }

  @Test
  void oneThatCannotDoWithoutAnOptionalCallIsFoundOut() {
    assertThat(failuresOf(
            club(new Club() {
              @Override
              public ProviderProfile read(Answers answers) throws ProfileException {
                if (answers.find("points").isEmpty()) {
                  throw new ProfileException(ErrorKind.SHAPE, "there are no points");
                }
                return super.read(answers);
              }
            }),
            ProviderContract::badAnswersOfOptionalCalls))
        .hasSize(13);
  }

  @Test
  void oneThatTakesACancelForAFailureIsFoundOut() {
    assertThat(failuresOf(
            club(new Club() {
              @Override
              public CallbackError classifyCallback(String error) {
                return error.equals("user_cancelled_login")
                    ? CallbackError.PROVIDER_DOWN
                    : super.classifyCallback(error);
              }
            }),
            ProviderContract::cancelled))
        .containsExactly("cancelled by error=user_cancelled_login");
  }

  @Test
  void oneThatTakesEveryFailureForACancelIsFoundOut() {
    assertThat(failuresOf(
            club(new Club() {
              @Override
              public CallbackError classifyCallback(String error) {
                return CallbackError.DECLINED;
              }
            }),
            ProviderContract::badCallbacks))
        .containsExactly("a callback with server_error", "a callback with temporarily_unavailable");
  }

  @Test
  void oneThatTakesWhatNoScopeWasGrantedForIsFoundOut() {
    assertThat(failuresOf(
            club(new Club() {
              @Override
              public boolean isGranted(Field<?> field, Grant grant) {
                return true;
              }
            }),
            ProviderContract::withheld))
        .containsExactly("the scope mail is not granted");
  }

  @Test
  void oneThatTakesWhatTheVisitorHasDeclinedIsFoundOut() {
    assertThat(failuresOf(
            club(new Club() {
              @Override
              boolean isDeclined(Answers answers) {
                return false;
              }
            }),
            ProviderContract::withheld))
        .containsExactly("profile says that [email] is withheld");
  }

  @Test
  void oneThatTakesWhatIsNoValueIsFoundOut() {
    assertThat(failuresOf(
            club(new Club() {
              @Override
              public ProviderProfile read(Answers answers) throws ProfileException {
                ProviderProfile read = super.read(answers);
                return answers
                        .find("points")
                        .filter(json -> json.findString("nick").isEmpty())
                        .isPresent()
                    ? with(read, answers, profile -> profile.value(NICK, "nick", "none", false))
                    : read;
              }
            }),
            ProviderContract::badContents))
        .contains("nick is {\"x\":1}", "nick is [1]", "nick is null", "nick is 7");
  }

  @Test
  void oneThatStopsAtWhatIsNoValueIsFoundOut() {
    assertThat(failuresOf(
            club(new Club() {
              @Override
              public ProviderProfile read(Answers answers) throws ProfileException {
                if (answers.find("profile").flatMap(me -> me.findObject("mail")).isPresent()) {
                  throw new ProfileException(ErrorKind.SHAPE, "mail is an object");
                }
                return super.read(answers);
              }
            }),
            ProviderContract::badContents))
        .containsExactly("mail is {\"x\":1}");
  }

  @Test
  void oneThatDoesNotAskWhomAnOptionalAnswerIsAboutIsFoundOut() {
    assertThat(failuresOf(
            club(new Club() {
              @Override
              boolean isOfSomebodyElse(Answers answers) {
                return false;
              }
            }),
            ProviderContract::otherPersons))
        .containsExactly("points: of somebody else");
  }

  @Test
  void oneThatTakesEverybodyForTheFirstWhoCameIsFoundOut() {
    List<String> seen = new CopyOnWriteArrayList<>();
    assertThat(failuresOf(
            club(new Club() {
              @Override
              public ProviderProfile read(Answers answers) throws ProfileException {
                ProviderProfile read = super.read(answers);
                seen.add(read.subject());
                return new ProviderProfile(seen.get(0), read.profile(), List.of(), false);
              }
            }),
            ProviderContract::otherPersons))
        .containsExactly("another visitor is another person");
  }

  private static ProviderContract club(Club club) {
    return new ProviderContract() {
      @Override
      protected ProviderSamples samples() {
        return ProviderSamples.of(club, "4711")
            .answer(
                "token",
                "{\"access_token\":\"at\",\"token_type\":\"bearer\",\"scope\":\"mail points\"}")
            .answer("profile", "{\"no\":4711,\"mail\":\"acme@shop.example\"}")
            .answer("points", "{\"no\":4711,\"nick\":\"Ace\"}")
            .declined(
                "profile",
                "{\"no\":4711,\"mail\":\"acme@shop.example\",\"mail_declined\":true}",
                Field.EMAIL)
            .cancelled("error=access_denied")
            .cancelled("error=user_cancelled_login")
            .error("points", 403, "{\"error\":\"insufficient_scope\"}", ErrorKind.VISITOR)
            .error("points", 401, "{\"error\":\"invalid_token\"}", ErrorKind.TOKEN_DEAD);
      }
    };
  }

  private static List<String> failuresOf(
      ProviderContract contract, Function<ProviderContract, Stream<DynamicTest>> days) {
    return BrokenProvidersTest.failuresOf(days.apply(contract));
  }

  /** A provider with scopes, a call that is not essential, a flag for what is declined, and two cancels. */
  private static class Club extends BrokenProvidersTest.Acme {
    static final Field<String> NICK = Field.NICKNAME;

    @Override
    public List<ProviderCall> calls(Grant grant) {
      List<ProviderCall> calls = new ArrayList<>(super.calls(grant));
      calls.add(ProviderCall.get("points", URI.create("https://api.acme.example/points"))
          .onlyWithScope("points")
          .notEssential());
      return calls;
    }

    @Override
    public ProviderDescriptor descriptor() {
      return described().scopes("mail", "points").build();
    }

    @Override
    public Optional<String> scopeOf(Field<?> field) {
      return field.equals(Field.EMAIL) ? Optional.of("mail") : Optional.empty();
    }

    @Override
    public CallbackError classifyCallback(String error) {
      return error.equals("user_cancelled_login")
          ? CallbackError.DECLINED
          : super.classifyCallback(error);
    }

    @Override
    public ProviderProfile read(Answers answers) throws ProfileException {
      if (isOfSomebodyElse(answers)) {
        throw new ProfileException(ErrorKind.PROTOCOL, "the points are of somebody else");
      }
      return with(super.read(answers), answers, profile -> {
        if (isDeclined(answers)) {
          profile.absent(Field.EMAIL, "mail", Presence.WITHHELD);
        }
        answers
            .find("points")
            .flatMap(json -> json.findString("nick"))
            .ifPresent(nick -> profile.text(NICK, "nick", nick, false));
        if (answers.find("points").isEmpty()) {
          withoutPoints(profile);
        }
      });
    }

    @SuppressWarnings("UnusedVariable") // for those that are wrong
    void withoutPoints(Profile.Builder profile) {}

    boolean isDeclined(Answers answers) {
      return answers.find("profile").flatMap(me -> me.findFlag("mail_declined")).orElse(false);
    }

    boolean isOfSomebodyElse(Answers answers) {
      Optional<JsonDocument> points = answers.find("points");
      return points.isPresent()
          && !points
              .get()
              .findText("no")
              .equals(answers.find("profile").flatMap(me -> me.findText("no")));
    }

    static ProviderProfile with(
        ProviderProfile read, Answers answers, Consumer<Profile.Builder> change) {
      Profile.Builder profile = read.profile().toBuilder("acme", answers.receivedAt());
      change.accept(profile);
      return new ProviderProfile(read.subject(), profile.build(), List.of(), false);
    }
  }
}
