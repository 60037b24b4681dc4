/**
 * One servlet with every endpoint and page of a sign-in: {@link
 * io.membersync.servlet.MemberSyncServlet}. It can be changed in three depths: CSS variables with a
 * header and a footer, pages that the shop writes ({@link io.membersync.servlet.Pages}), or JSON
 * with a front end of the shop's own.
 *
 * <h2>JSON</h2>
 *
 * <p>Ask with {@code Accept: application/json}; send answers as a form ({@code
 * application/x-www-form-urlencoded}), from the shop's own site. Every answer but a failure has a
 * {@code result}:
 *
 * <table>
 * <caption>Results</caption>
 * <tr><th>{@code result}</th><th>With</th></tr>
 * <tr><td>{@code sign_in}</td><td>{@code shopName}, {@code language}, {@code providers} (each {@code
 *     id}, {@code brand}, {@code name}, {@code start}), {@code shopSignIn}</td></tr>
 * <tr><td>{@code redirect}</td><td>{@code location}: send the browser there</td></tr>
 * <tr><td>{@code not_silently}</td><td>{@code start}</td></tr>
 * <tr><td>{@code signed_in}</td><td>{@code returnTo}, {@code provider}, {@code newMember}; the
 *     shop's session is open</td></tr>
 * <tr><td>{@code already_signed_in}</td><td>{@code returnTo}</td></tr>
 * <tr><td>{@code needs_consent}</td><td>{@code parked}, {@code action}, {@code language}, {@code
 *     told} and {@code asked} (each {@code tag}, {@code version}, {@code kind}, {@code required},
 *     {@code language}, {@code title}, {@code body}, {@code sha256}; {@code shown} for an asked
 *     one). Post every {@code shown}, and {@code agree} with the tag of each that is
 *     ticked</td></tr>
 * <tr><td>{@code needs_fields}</td><td>{@code parked}, {@code action}, {@code fields} (each {@code
 *     name}, {@code presence}, {@code rejected}). Post {@code field.NAME}</td></tr>
 * <tr><td>{@code needs_proof}</td><td>{@code parked}, {@code action}, {@code subject} ({@code
 *     member} or {@code contact}), {@code hints}, {@code codes} (each {@code field}, {@code hint};
 *     {@code sentUntil}, {@code resendFrom} and {@code fault} where there are some), {@code
 *     providers}, {@code shopSignIn}, {@code session} (a {@link
 *     io.membersync.servlet.Page.ShopSession} in lower case), {@code newMemberAllowed}. Post {@code
 *     action=send-email} or {@code action=send-phone}, {@code action=code} with {@code code}, {@code
 *     action=prove}, {@code action=sign-in-again} or {@code action=new}</td></tr>
 * <tr><td>{@code cancelled}</td><td>{@code reason}, {@code signIn}</td></tr>
 * </table>
 *
 * <p>{@code action=cancel} gives up wherever something is needed. A failure is {@code
 * application/problem+json} (RFC 9457) with {@code title} for the visitor, {@code status}, {@code
 * reason} (a {@link io.membersync.servlet.Failure#code()}, {@code unavailable} or {@code
 * starting}), and where there are some {@code correlationId}, {@code provider}, {@code startAgain},
 * {@code signIn}, {@code otherWays}, {@code retry}.
 */
@NullMarked
package io.membersync.servlet;

import org.jspecify.annotations.NullMarked;
