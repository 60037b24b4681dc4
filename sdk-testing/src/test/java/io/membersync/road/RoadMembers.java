package io.membersync.road;

import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;

/** A shop's members as its own pages see them, beside the store that MemberSync is given. */
interface RoadMembers {
  /** The store itself, with the powers it has. */
  MemberStore store();

  /** Adds a member around the store. */
  MemberId add(Map<String, String> values);

  /** Changes or clears an attribute around the store. */
  void edit(MemberId member, String attribute, Optional<String> value);

  /** Deletes a member around the store. */
  void remove(MemberId member);

  void setStatus(MemberId member, MemberRecord.Status status);

  Map<String, String> valuesOf(MemberId member);

  /** The poster that the member came by; a shop may know nothing of posters. */
  default Optional<String> entryOf(MemberId member) {
    return Optional.empty();
  }

  int count();

  default Optional<MemberRecord> find(MemberId member) {
    return store().find(member);
  }

  /**
   * Members that somebody else has, in methods of the same names and parameters.
   *
   * @param store what MemberSync is given
   */
  static RoadMembers of(Object members, MemberStore store) {
    return (RoadMembers) Proxy.newProxyInstance(
        RoadMembers.class.getClassLoader(),
        new Class<?>[] {RoadMembers.class},
        (proxy, method, arguments) -> {
          if (method.getName().equals("store")) {
            return store;
          }
          Method theirs;
          try {
            theirs = members.getClass().getMethod(method.getName(), method.getParameterTypes());
          } catch (NoSuchMethodException e) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
          }
          return Watched.invoke(members, theirs, arguments);
        });
  }
}
