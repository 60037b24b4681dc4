package io.membersync.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Stands before a JDBC object to change one of its answers. */
final class TestProxy {
  private TestProxy() {}

  interface Handler {
    @Nullable
    Object invoke(Method method, Object[] arguments) throws ReflectiveOperationException;
  }

  static <T> T of(Class<T> type, Handler handler) {
    return type.cast(Proxy.newProxyInstance(
        type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
          try {
            return handler.invoke(method, arguments);
          } catch (InvocationTargetException e) {
            throw e.getTargetException();
          }
        }));
  }
}
