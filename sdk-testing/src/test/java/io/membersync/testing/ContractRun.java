package io.membersync.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Contract tests, run by a test and not by JUnit. */
final class ContractRun {
  private ContractRun() {}

  /** Runs every test of a contract and names those that fail. */
  static List<String> failures(Object contract) {
    List<String> failed = new ArrayList<>();
    for (Method test : contract.getClass().getMethods()) {
      if (isTest(test)) {
        run(contract, test, failed);
      }
    }
    for (Class<?> type = contract.getClass();
        type != null && type != Object.class;
        type = type.getSuperclass()) {
      for (Method test : type.getDeclaredMethods()) {
        if (isTest(test) && !Modifier.isPublic(test.getModifiers())) {
          run(contract, test, failed);
        }
      }
    }
    return failed;
  }

  private static boolean isTest(Method method) {
    return Arrays.stream(method.getAnnotations())
        .anyMatch(annotation -> annotation.annotationType().equals(Test.class));
  }

  private static void run(Object contract, Method test, List<String> failed) {
    try {
      test.setAccessible(true);
      test.invoke(contract);
    } catch (InvocationTargetException e) {
      failed.add(test.getName());
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
