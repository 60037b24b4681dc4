package io.membersync.servlet;

import io.membersync.Answers;
import io.membersync.Callback;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.SignInResult.CancelReason;
import io.membersync.SignInResult.Details;
import io.membersync.SignInResult.FailureDetails;
import io.membersync.SignInResult.ProofChoices;
import io.membersync.SignInResult.ProofSubject;
import io.membersync.SignInResult.RejectReason;
import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.ProviderId;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Makes results that only the engine makes, and reads what only the engine reads. */
final class Made {
  static final ProviderId KAKAO = ProviderId.of("kakao");
  static final String CORRELATION_ID = "k3v9q2m7x1ab";

  private Made() {}

  static SignInResult signedIn(String member, String returnPath) {
    return new SignInResult.SignedIn(
        new PersonId(UUID.fromString("00000000-0000-0000-0000-000000000001")),
        Optional.of(new MemberId(member)),
        details(returnPath));
  }

  /** The member has added a way in. */
  static SignInResult linked(String member, String returnPath) {
    return new SignInResult.SignedIn(
        new PersonId(UUID.fromString("00000000-0000-0000-0000-000000000001")),
        Optional.of(new MemberId(member)),
        details(returnPath, true));
  }

  /** Of a member who was found, without codes. */
  static ProofChoices choices(
      String language,
      List<String> hints,
      List<ProviderId> providers,
      boolean shopLogin,
      boolean newMember) {
    return new ProofChoices(
        language, ProofSubject.MEMBER, hints, List.of(), providers, shopLogin, newMember);
  }

  static SignInResult cancelled(CancelReason reason, String returnPath) {
    return new SignInResult.Cancelled(reason, details(returnPath));
  }

  static SignInResult rejected(RejectReason reason, boolean mayStartAgain, String returnPath) {
    return new SignInResult.Rejected(reason, failure(mayStartAgain, returnPath));
  }

  static Details details(String returnPath) {
    return details(returnPath, false);
  }

  private static Details details(String returnPath, boolean isLinking) {
    return make(
        Details.class,
        new Class<?>[] {
          ProviderId.class, String.class, Optional.class, boolean.class, boolean.class, Map.class
        },
        KAKAO,
        returnPath,
        Optional.empty(),
        !isLinking,
        isLinking,
        Map.of());
  }

  static SignInResult rejected(RejectReason reason, String entry) {
    return new SignInResult.Rejected(reason, failure(true, "/", Optional.of(entry)));
  }

  static FailureDetails failure(boolean mayStartAgain, String returnPath) {
    return failure(mayStartAgain, returnPath, Optional.empty());
  }

  private static FailureDetails failure(
      boolean mayStartAgain, String returnPath, Optional<String> entry) {
    return make(
        FailureDetails.class,
        new Class<?>[] {
          String.class,
          ProviderId.class,
          String.class,
          Optional.class,
          boolean.class,
          String.class,
          Optional.class
        },
        CORRELATION_ID,
        KAKAO,
        "check",
        Optional.<ProviderError>empty(),
        mayStartAgain,
        returnPath,
        entry);
  }

  static String raw(Callback callback) {
    return (String) read(callback, "raw");
  }

  static boolean isForm(Callback callback) {
    return (boolean) read(callback, "isForm");
  }

  static Object of(SignIn signIn, String part) {
    return read(signIn, part);
  }

  static Object of(Answers answers, String part) {
    return read(answers, part);
  }

  static Object of(Callback callback, String part) {
    return read(callback, part);
  }

  private static Object read(Object object, String method) {
    try {
      Method reader = object.getClass().getDeclaredMethod(method);
      reader.setAccessible(true);
      return reader.invoke(object);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static <T> T make(Class<T> type, Class<?>[] parameters, Object... arguments) {
    try {
      Constructor<T> constructor = type.getDeclaredConstructor(parameters);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
