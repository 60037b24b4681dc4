package io.membersync.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Secret;
import io.membersync.profile.Field;
import io.membersync.profile.Profile;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.provider.ProviderProfile;
import io.membersync.provider.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

/** The provider contract passes a plain provider of a shop's own, and finds out one that is wrong. */
class BrokenProvidersTest {
  @Test
  void aPlainProviderOfAShopsOwnPasses() {
    assertThat(failuresOf(new Acme())).isEmpty();
  }

  @Test
  void anIdThatStandsElsewhereMustBeNamed() {
    assertThat(failuresOf(new Acme(), samples -> samples.subjectAt("users.0.no")))
        .contains("the samples have the id at users.0.no");
  }

  @Test
  void oneThatTakesAnErrorForASuccessIsFoundOut() {
    assertThat(failuresOf(new Acme() {
          @Override
          public Optional<ProviderError> classify(Answer answer) {
            return Optional.empty();
          }
        }))
        .anyMatch(day -> day.startsWith("token: 400"))
        .anyMatch(day -> day.startsWith("profile: 400"));
  }

  @Test
  void oneThatBlamesTheVisitorForEverythingIsFoundOut() {
    assertThat(failuresOf(new Acme() {
          @Override
          public Optional<ProviderError> classify(Answer answer) {
            return answer.httpStatus() == 200
                ? super.classify(answer)
                : Optional.of(
                    ProviderError.of(ErrorKind.VISITOR, "no", answer.httpStatus(), "Nothing."));
          }
        }))
        .contains("token: 503", "profile: 503");
  }

  @Test
  void oneThatLetsEverybodyBeTheSamePersonIsFoundOut() {
    assertThat(failuresOf(new Acme() {
          @Override
          public ProviderProfile read(Answers answers) {
            return new ProviderProfile(
                "everybody",
                Profile.builder("acme", answers.receivedAt()).build(),
                List.of(),
                false);
          }
        }))
        .contains(
            "profile: nobody",
            "profile: an id that is a list",
            "the samples make a member, known by the documented id");
  }

  @Test
  void oneThatCannotDoWithoutAValueIsFoundOut() {
    assertThat(failuresOf(new Acme() {
          @Override
          public ProviderProfile read(Answers answers) throws ProfileException {
            if (answers.find("profile").flatMap(me -> me.findString("mail")).isEmpty()) {
              throw new ProfileException(ErrorKind.SHAPE, "mail is missing");
            }
            return super.read(answers);
          }
        }))
        .contains("without mail", "without anything but the id", "mail is null")
        .allMatch(name -> name.contains("mail") || name.equals("without anything but the id"));
  }

  @Test
  void oneThatMakesUpWhatIsWithheldIsFoundOut() {
    assertThat(failuresOf(new Acme() {
          @Override
          public ProviderProfile read(Answers answers) throws ProfileException {
            ProviderProfile plain = super.read(answers);
            Profile.Builder profile = plain.profile().toBuilder("acme", answers.receivedAt());
            if (plain.profile().find(Field.EMAIL).isEmpty()) {
              profile.value(Field.EMAIL, "no", plain.subject() + "@acme.example", false);
            }
            return new ProviderProfile(plain.subject(), profile.build(), List.of(), false);
          }
        }))
        .containsExactlyInAnyOrder("without mail", "without anything but the id");
  }

  private static List<String> failuresOf(Acme acme) {
    return failuresOf(acme, samples -> samples);
  }

  private static List<String> failuresOf(Acme acme, UnaryOperator<ProviderSamples> change) {
    ProviderContract contract = new ProviderContract() {
      @Override
      protected ProviderSamples samples() {
        return change.apply(ProviderSamples.of(acme, "4711")
            .answer("token", "{\"access_token\":\"at\",\"token_type\":\"bearer\"}")
            .answer("profile", "{\"no\":4711,\"mail\":\"acme@shop.example\"}")
            .error("token", 400, "{\"error\":\"invalid_grant\"}", ErrorKind.TOKEN_DEAD)
            .error("profile", 400, "{\"error\":\"invalid_token\"}", ErrorKind.TOKEN_DEAD));
      }
    };
    return failuresOf(contract);
  }

  static List<String> failuresOf(ProviderContract contract) {
    return failuresOf(Stream.of(
            contract.goodDay(),
            contract.cancelled(),
            contract.withheld(),
            contract.badAnswers(),
            contract.badAnswersOfOptionalCalls(),
            contract.badContents(),
            contract.otherPersons(),
            contract.documentedErrors(),
            contract.badIdTokens(),
            contract.badCallbacks())
        .flatMap(kind -> kind));
  }

  static List<String> failuresOf(Stream<DynamicTest> days) {
    List<String> failed = new ArrayList<>();
    days.forEach(day -> {
      try {
        day.getExecutable().execute();
      } catch (Throwable e) {
        failed.add(day.getDisplayName());
      }
    });
    return failed;
  }

  /** A provider as a shop might add it. */
  static class Acme implements Provider {
    @Override
    public ProviderDescriptor descriptor() {
      return described().build();
    }

    static ProviderDescriptor.Builder described() {
      return ProviderDescriptor.builder(ProviderId.of("acme"))
          .authorization("https://id.acme.example/authorize")
          .token("https://id.acme.example/token", ClientAuth.BASIC)
          .profile("https://api.acme.example/me")
          .subject("no")
          .field(Field.EMAIL, "mail", Trust.UNPROVEN);
    }

    @Override
    public ClientRegistration client() {
      return ClientRegistration.of("shop-at-acme", Secret.of("acme-secret"));
    }
  }
}
