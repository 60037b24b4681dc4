package io.membersync.spring.test;

import io.membersync.consent.Notices;
import io.membersync.member.CodeSender;
import io.membersync.member.LinkPolicy;
import io.membersync.member.MemberStore;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.Provider;
import io.membersync.records.Records;
import io.membersync.spring.JdbcMemberStoreCustomizer;
import io.membersync.spring.MemberSyncCustomizer;
import java.util.Set;
import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;

/** Lets the components of {@link MemberSyncTest} through. */
final class MemberSyncTypeExcludeFilter
    extends StandardAnnotationCustomizableTypeExcludeFilter<MemberSyncTest> {
  private static final Set<Class<?>> PARTS = Set.of(
      CodeSender.class,
      FieldMapping.class,
      JdbcMemberStoreCustomizer.class,
      LinkPolicy.class,
      MemberStore.class,
      MemberSyncCustomizer.class,
      Notices.class,
      Provider.class,
      Records.class);

  MemberSyncTypeExcludeFilter(Class<?> testClass) {
    super(testClass);
  }

  @Override
  protected Set<Class<?>> getKnownIncludes() {
    return PARTS;
  }
}
