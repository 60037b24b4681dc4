/**
 * One servlet with every endpoint and page of a sign-in: {@link
 * io.membersync.servlet.MemberSyncServlet}. It answers HTML, or JSON where that is asked for, and
 * can be changed in three depths: CSS variables with a header and a footer, pages written by the
 * shop ({@link io.membersync.servlet.Pages}), or JSON with a front end of the shop's own.
 */
@NullMarked
package io.membersync.servlet;

import org.jspecify.annotations.NullMarked;
