package io.membersync.spring.test;

import io.membersync.Consents;
import io.membersync.consent.Notices;
import io.membersync.member.CodeSender;
import io.membersync.member.LinkPolicy;
import io.membersync.member.MemberStore;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.Provider;
import io.membersync.records.Records;
import io.membersync.spring.JdbcMemberStoreCustomizer;
import io.membersync.spring.MemberSyncCustomizer;
import io.membersync.spring.ProviderCustomizer;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.TypeFilterUtils;
import org.springframework.core.annotation.AnnotationAttributes;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotation.Adapt;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.core.type.filter.TypeFilter;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Lets the components of {@link MemberSyncTest} through, and no other of the application. On its own,
 * as Spring Boot's classes for that are in another package before version 4.
 */
final class MemberSyncTypeExcludeFilter extends TypeExcludeFilter {
  private static final List<Class<?>> PARTS = List.of(
      CodeSender.class,
      Consents.AdultCheck.class,
      FieldMapping.class,
      JdbcMemberStoreCustomizer.class,
      LinkPolicy.class,
      MemberStore.class,
      MemberSyncCustomizer.class,
      Notices.class,
      Provider.class,
      ProviderCustomizer.class,
      Records.class);

  private final MemberSyncTest slice;
  private final List<TypeFilter> included;
  private final List<TypeFilter> excluded;

  private MemberSyncTypeExcludeFilter(
      MemberSyncTest slice,
      AnnotationAttributes attributes,
      ConfigurableApplicationContext context) {
    this.slice = slice;
    Stream<TypeFilter> parts =
        slice.useDefaultFilters() ? PARTS.stream().map(AssignableTypeFilter::new) : Stream.empty();
    this.included =
        Stream.concat(parts, filters(attributes, "includeFilters", context)).toList();
    this.excluded = filters(attributes, "excludeFilters", context).toList();
  }

  private static Stream<TypeFilter> filters(
      AnnotationAttributes attributes, String name, ConfigurableApplicationContext context) {
    return Stream.of(attributes.getAnnotationArray(name))
        .flatMap(filter -> TypeFilterUtils.createTypeFiltersFor(
            filter, context.getEnvironment(), context, (BeanDefinitionRegistry)
                context.getBeanFactory())
            .stream());
  }

  @Override
  public boolean match(MetadataReader component, MetadataReaderFactory factory) throws IOException {
    return !matches(included, component, factory) || matches(excluded, component, factory);
  }

  private static boolean matches(
      List<TypeFilter> filters, MetadataReader component, MetadataReaderFactory factory)
      throws IOException {
    for (TypeFilter filter : filters) {
      if (filter.match(component, factory)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MemberSyncTypeExcludeFilter filter && filter.slice.equals(slice);
  }

  @Override
  public int hashCode() {
    return Objects.hash(slice);
  }

  /** Sets the filter of a slice up before the application is scanned for components. */
  static final class Factory implements ContextCustomizerFactory {
    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
        Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
      MergedAnnotation<MemberSyncTest> slice = MergedAnnotations.from(
              testClass, SearchStrategy.INHERITED_ANNOTATIONS)
          .get(MemberSyncTest.class);
      return slice.isPresent() ? new Slice(slice.synthesize()) : null;
    }
  }

  /** Equal to any other of the same attributes, so that tests share a context. */
  private record Slice(MemberSyncTest slice) implements ContextCustomizer {
    @Override
    public void customizeContext(
        ConfigurableApplicationContext context, MergedContextConfiguration merged) {
      AnnotationAttributes attributes =
          MergedAnnotation.from(slice).asAnnotationAttributes(Adapt.ANNOTATION_TO_MAP);
      context
          .getBeanFactory()
          .registerSingleton(
              MemberSyncTypeExcludeFilter.class.getName(),
              new MemberSyncTypeExcludeFilter(slice, attributes, context));
    }
  }
}
