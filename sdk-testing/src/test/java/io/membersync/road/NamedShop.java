package io.membersync.road;

import io.membersync.member.MemberStore;
import io.membersync.profile.FieldMapping;
import io.membersync.records.Records;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * A shop of another module's tests, which cannot see this package: its methods have the names and
 * parameters of {@link RoadShop} and {@link RoadMembers}.
 */
final class NamedShop extends RoadShop {
  private final Object shop;

  NamedShop(Class<?> type) throws ReflectiveOperationException {
    this.shop = type.getConstructor().newInstance();
  }

  @Override
  Records books() {
    return (Records) call(shop, "books");
  }

  @Override
  RoadMembers members(FieldMapping mapping) {
    Object members = call(shop, "members", mapping);
    return RoadMembers.of(members, (MemberStore) call(members, "store"));
  }

  private static Object call(Object target, String name, Object... arguments) {
    Class<?>[] types = new Class<?>[arguments.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = arguments[i].getClass();
    }
    try {
      Method method = target.getClass().getMethod(name, types);
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("the shop of the tests failed", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the shop of the tests has no " + name, e);
    }
  }
}
