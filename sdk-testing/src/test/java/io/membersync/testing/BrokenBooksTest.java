package io.membersync.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.member.ShopId;
import io.membersync.records.Records;
import io.membersync.records.UnitOfWork;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The contract tests find the mistakes that books are known for, and say which it is. */
class BrokenBooksTest {
  static RecordsContract contract(Records records) {
    return new RecordsContract() {
      @Override
      public Records records() {
        return records;
      }
    };
  }

  /** Records whose parts go through a handler. */
  private static List<String> failuresOf(UnaryChange change) {
    return failuresOf(Records.inMemory(), change);
  }

  private static List<String> failuresOf(Records right, UnaryChange change) {
    Records broken = proxy(Records.class, (proxy, method, arguments) -> {
      Object part = method.invoke(right, arguments);
      return method.getReturnType().isInterface() && method.getReturnType() != UnitOfWork.class
          ? part(method.getReturnType(), part, change)
          : part;
    });
    return ContractRun.failures(contract(broken));
  }

  private interface UnaryChange {
    Object[] change(Method method, Object[] arguments);
  }

  private static <T> T part(Class<T> type, Object right, UnaryChange change) {
    return proxy(type, (proxy, method, arguments) -> {
      try {
        return method.invoke(right, change.change(method, arguments.clone()));
      } catch (InvocationTargetException e) {
        throw e.getTargetException();
      }
    });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @Test
  void booksThatMixShopsFail() {
    List<String> failed = failuresOf((method, arguments) -> {
      boolean appends = method.getName().equals("append");
      arguments[0] = appends ? arguments[0] : ShopId.DEFAULT;
      return arguments;
    });
    assertThat(failed)
        .contains(
            "twoShopsDoNotSeeEachOthersPeople",
            "twoShopsDoNotSeeEachOthersSignIns",
            "twoShopsDoNotSeeEachOthersTokens",
            "twoShopsDoNotSeeEachOthersTasks",
            "twoShopsDoNotSeeEachOthersContacts",
            "twoShopsDoNotSeeEachOthersSwitches",
            "twoShopsDoNotSeeEachOthersTextsAndSuppressions",
            "twoShopsDoNotSeeEachOthersAssurances",
            "twoShopsDoNotSeeEachOthersSteps");
  }

  @Test
  void booksThatFoldSubjectsFail() {
    List<String> failed = failuresOf((method, arguments) -> {
      if (method.getName().equals("find") || method.getName().equals("unlink")) {
        arguments[2] = ((String) arguments[2]).toLowerCase(Locale.ROOT);
      }
      return arguments;
    });
    assertThat(failed).contains("subjectsAreComparedExactly");
  }

  @Test
  void booksThatKeepAMembersOldContactsFail() {
    List<String> failed = failuresOf((method, arguments) -> {
      if (method.getName().equals("replace")) {
        arguments[1] = new MemberId("nobody");
      }
      return arguments;
    });
    assertThat(failed).contains("replacedContactsAreAllThatAMemberHas");
  }

  @Test
  void booksThatMoveAPassOfSomebodyElseFail() {
    List<String> failed = failuresOf((method, arguments) -> {
      if (method.getName().equals("putPass")
          && arguments[1] instanceof Optional<?> before
          && before.isPresent()) {
        arguments[1] = Optional.of(arguments[2]);
      }
      return arguments;
    });
    assertThat(failed).contains("aPassIsKeptWhole");
  }

  @Test
  void booksThatKeepOneTextOfAVersionFail() {
    List<String> failed = failuresOf((method, arguments) -> {
      if (method.getName().equals("keepText") && arguments[1] instanceof Records.NoticeText text) {
        arguments[1] = new Records.NoticeText(
            text.tag(),
            text.version(),
            text.language(),
            "a",
            text.content(),
            text.title(),
            text.body(),
            text.keptAt());
      }
      return arguments;
    });
    assertThat(failed).contains("everyTextOfAVersionIsFoundByLanguageAndTime");
  }

  @Test
  void booksThatSuppressAnewFail() {
    Records right = Records.inMemory();
    List<String> failed = failuresOf(right, (method, arguments) -> {
      if (method.getName().equals("suppress")
          && arguments[2] instanceof Records.Suppression suppression) {
        right
            .consents()
            .release((ShopId) arguments[0], (PersonId) arguments[1], suppression.medium());
      }
      return arguments;
    });
    assertThat(failed).contains("aSuppressionStaysAsItIsUntilItIsTakenBack");
  }

  @Test
  void booksThatChangeAStepInAnyStateFail() {
    Records right = Records.inMemory();
    List<String> failed = failuresOf(right, (method, arguments) -> {
      if (method.getName().equals("changeStep")) {
        String id = ((Records.Step) arguments[1]).id();
        right
            .consents()
            .findStep((ShopId) arguments[0], id)
            .ifPresent(step -> arguments[2] = step.state());
      }
      return arguments;
    });
    assertThat(failed).contains("aStepIsChangedInTheStateItIsIn", "of64CallersOneChangesTheStep");
  }

  @Test
  void booksThatKeepAFewTagsFail() {
    assertThat(failuresOf((method, arguments) -> withTags(arguments, 10)))
        .contains("aStepIsKeptWhole", "aChangedStepIsReplacedWhole");
  }

  private static Object[] withTags(Object[] arguments, int tags) {
    if (arguments.length > 1 && arguments[1] instanceof Records.Step step) {
      arguments[1] = new Records.Step(
          step.id(),
          step.withdrawal(),
          step.person(),
          step.target(),
          step.state(),
          step.tags().stream().limit(tags).toList(),
          step.createdAt(),
          step.deadline(),
          step.changedAt(),
          step.attempts(),
          step.errorCode(),
          step.receipt(),
          step.reason());
    }
    return arguments;
  }

  @Test
  void booksThatReadSubjectsAsNumbersFail() {
    List<String> failed = failuresOf((method, arguments) -> {
      for (int i = 0; i < arguments.length; i++) {
        if (arguments[i] instanceof Records.Identity identity
            && identity.subject().matches("[0-9]+")) {
          arguments[i] = new Records.Identity(
              identity.namespace(),
              rounded(identity.subject()),
              identity.person(),
              identity.linkedAt());
        } else if (i == 2
            && method.getName().equals("find")
            && arguments[i].toString().matches("[0-9]+")) {
          arguments[i] = rounded(arguments[i].toString());
        }
      }
      return arguments;
    });
    assertThat(failed).contains("subjectsAreComparedExactly");
  }

  private static String rounded(String digits) {
    return Long.toString((long) Double.parseDouble(digits));
  }
}
