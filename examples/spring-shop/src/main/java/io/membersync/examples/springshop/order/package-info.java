/** What the shop sells: products, a cart, orders, coupons. */
@NullMarked
package io.membersync.examples.springshop.order;

import org.jspecify.annotations.NullMarked;
