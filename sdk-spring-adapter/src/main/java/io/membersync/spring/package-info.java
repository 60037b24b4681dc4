/**
 * MemberSync as a part of a Spring Boot application: add the starter, set {@code membersync.*}, name
 * the member table, and visitors become members of it. Every part can be replaced by a bean.
 *
 * <pre>
 * membersync.shop-name=Wine Shop
 * membersync.base-url=https://shop.example
 * membersync.keys[0]=${MEMBERSYNC_KEY}
 * membersync.providers.kakao.client-id=…
 * membersync.providers.kakao.client-secret=${KAKAO_SECRET}
 * membersync.members.table=member
 * </pre>
 *
 * <p>The sign-in page is then at {@code /membersync}, and {@code
 * https://shop.example/membersync/callback/kakao} is the redirect URI for Kakao's console.
 *
 * <p>It does not know who may see what in the shop, sends nothing, and has no page but those of a
 * sign-in.
 */
@NullMarked
package io.membersync.spring;

import org.jspecify.annotations.NullMarked;
