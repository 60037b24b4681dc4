package io.membersync.spring;

import java.util.Optional;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;

/**
 * The bean that the shop has of a type. Of several none may be left out silently: MemberSync would
 * go on without the shop's records, or without sending codes.
 */
final class OneBean {
  private OneBean() {}

  static <T> Optional<T> of(ObjectProvider<T> provider, Class<T> type, ListableBeanFactory beans) {
    T only = provider.getIfUnique();
    if (only != null) {
      return Optional.of(only);
    }
    String[] names = beans.getBeanNamesForType(type);
    if (names.length > 1) {
      throw new MemberSyncConfigurationException(
          "there are " + names.length + " beans of type " + type.getName() + ": "
              + String.join(", ", names) + ", and MemberSync does not know which one is meant",
          "Mark one of them @Primary, or remove the others.");
    }
    return Optional.empty();
  }
}
