package io.membersync.spring.slice;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.spring.test.MemberSyncTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;

@MemberSyncTest(
    properties = {
      "spring.jpa.hibernate.ddl-auto=none",
      "spring.sql.init.schema-locations=classpath:member-table.sql",
      "membersync.shop-name=Wine Shop",
      "membersync.members.table=member",
      "membersync.providers.kakao.client-id=the-real-one"
    },
    includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Coupons.class),
    excludeFilters = @Filter(type = FilterType.REGEX, pattern = ".*ShopTable"))
class FilteredSliceTest {
  @Autowired
  ApplicationContext context;

  @Test
  void aTestNamesWhatItNeedsBesideAndWhatItDoesNot() {
    assertThat(context.getBeansOfType(Coupons.class)).hasSize(1);
    assertThat(context.getBeansOfType(Orders.class)).isEmpty();
    assertThat(context.containsBean("shopTable")).isFalse();
  }
}
