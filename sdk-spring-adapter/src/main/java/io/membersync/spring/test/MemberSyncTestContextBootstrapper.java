package io.membersync.spring.test;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.SpringBootTestContextBootstrapper;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

/** Takes the properties of {@link MemberSyncTest}. */
final class MemberSyncTestContextBootstrapper extends SpringBootTestContextBootstrapper {
  @Override
  protected String @Nullable [] getProperties(Class<?> testClass) {
    return MergedAnnotations.from(testClass, SearchStrategy.INHERITED_ANNOTATIONS)
        .get(MemberSyncTest.class)
        .getValue("properties", String[].class)
        .orElse(null);
  }
}
