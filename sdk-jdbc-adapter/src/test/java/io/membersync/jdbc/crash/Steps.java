package io.membersync.jdbc.crash;

import io.membersync.member.MemberStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts every call that the engine makes to its books, to the shop's store and to its transactions,
 * before and after, and stands still for good at one of them, so that a killer can come.
 */
final class Steps {
  private final String standStillAt;
  private final AtomicInteger count = new AtomicInteger();

  /** Stands still at the step of this number or name. */
  Steps(String standStillAt) {
    this.standStillAt = standStillAt;
  }

  /** The same object, with a step before and after each call; what it returns is wrapped as well. */
  <T> T around(T real, Class<T> type, Class<?>... more) {
    Class<?>[] types = new Class<?>[more.length + 1];
    types[0] = type;
    System.arraycopy(more, 0, types, 1, more.length);
    InvocationHandler handler = (proxy, method, arguments) -> call(real, method, arguments);
    return type.cast(Proxy.newProxyInstance(Steps.class.getClassLoader(), types, handler));
  }

  private Object call(Object real, Method method, Object[] arguments) throws Throwable {
    if (method.getDeclaringClass() == MemberStore.class && method.isDefault()) {
      if (method.getReturnType() == boolean.class) {
        return false; // it is no remote store
      }
      return method.getReturnType() == Optional.class
          ? Optional.empty() // what build() asks; and the unit of the books is one around its own
          : invoked(real, method, arguments);
    }
    boolean part = method.getParameterCount() == 0 && method.getReturnType().isInterface();
    if (!part) {
      step("before " + method.getName());
    }
    Object result = invoked(real, method, arguments);
    if (part) {
      return wrapped(result, method.getReturnType());
    }
    step("after " + method.getName());
    return result;
  }

  private static Object invoked(Object real, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private <T> Object wrapped(Object part, Class<T> type) {
    return around(type.cast(part), type);
  }

  /** How many there have been. */
  int count() {
    return count.get();
  }

  private void step(String name) {
    String number = String.valueOf(count.incrementAndGet());
    if (number.equals(standStillAt) || name.equals(standStillAt)) {
      System.out.println("standing " + name);
      System.out.flush();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts a process that waits to be killed", e);
      }
    }
  }
}
