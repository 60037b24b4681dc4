package io.membersync.servlet;

import java.io.IOException;

/**
 * Pages that the shop writes itself. Called from many threads.
 *
 * <p>The response has its status and its security headers already, a strict content security policy
 * among them; replace what your page needs differently. A form of your own posts the fields that
 * {@link Page} names to {@link Page#action()}, and nothing else changes: the same checks stand
 * behind it.
 */
@FunctionalInterface
public interface Pages {
  /**
   * Writes a page.
   *
   * @return whether it wrote the response; if not, the page that comes with MemberSync is written
   */
  boolean write(Page page, ServletExchange exchange) throws IOException;
}
