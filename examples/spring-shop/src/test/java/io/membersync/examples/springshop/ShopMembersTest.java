package io.membersync.examples.springshop;

import org.springframework.test.context.TestPropertySource;

/** On H2, which is the default. */
@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:contract;DB_CLOSE_DELAY=-1")
class ShopMembersTest extends ShopMembersContract {}
