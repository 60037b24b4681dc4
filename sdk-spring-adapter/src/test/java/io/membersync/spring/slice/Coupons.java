package io.membersync.spring.slice;

import org.springframework.stereotype.Component;

/** Left out of a slice unless a test asks for it. */
@Component
class Coupons {}
