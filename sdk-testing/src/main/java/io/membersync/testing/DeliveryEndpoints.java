package io.membersync.testing;

import io.membersync.testing.http.Answer;
import io.membersync.testing.http.JsonNode;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Where people receive things: shipping addresses and KakaoTalk channels. */
final class DeliveryEndpoints {
  private final KakaoWorld world;

  DeliveryEndpoints(KakaoWorld world) {
    this.world = world;
  }

  Answer addresses(ApiCall call) {
    ApiCall.User user = call.user();
    if (!world.app().hasItem("shipping_address")) {
      throw ApiCall.refusal(
          KakaoError.kapi(-3).withDescription("consent item shipping_address is not configured"));
    }
    int size = (int) Math.min(Integer.MAX_VALUE, call.number("page_size", 10));
    if (size < 2) {
      throw ApiCall.refusal(KakaoError.kapi(-2).withDescription("page_size is 2 or more"));
    }
    markRead(user);
    boolean agreed = user.link().agreedItems().contains("shipping_address");
    List<KakaoAddress> held = user.person().addresses();
    JsonNode.JsonObject json = JsonNode.object()
        .add("user_id", user.id())
        .add("shipping_addresses_needs_agreement", !agreed && !held.isEmpty());
    if (agreed && !held.isEmpty()) {
      JsonNode.Array list = new JsonNode.Array();
      page(call, held, size).forEach(address -> list.add(json(address)));
      json.add("shipping_addresses", list);
    }
    return Answer.json(200, json);
  }

  Answer channels(ApiCall call) {
    ApiCall.User user = call.user();
    call.requireScope(user, "plusfriends");
    if (!user.person().usesKakaoTalk()) {
      throw ApiCall.refusal(KakaoError.kapi(-501));
    }
    String idType = call.parameters().find("channel_id_type").orElse("channel_public_id");
    if (!idType.equals("channel_public_id") && !idType.equals("channel_uuid")) {
      throw ApiCall.refusal(KakaoError.kapi(-2).withDescription("unknown channel_id_type"));
    }
    markRead(user);
    List<String> wanted = call.list("channel_ids");
    JsonNode.Array channels = new JsonNode.Array();
    for (KakaoChannel channel : world.app().channels()) {
      String id = idType.equals("channel_uuid") ? channel.uuid() : channel.publicId();
      if (wanted.isEmpty() || wanted.contains(id)) {
        channels.add(json(user, channel));
      }
    }
    return Answer.json(200, JsonNode.object().add("user_id", user.id()).add("channels", channels));
  }

  private JsonNode json(ApiCall.User user, KakaoChannel channel) {
    Optional<KakaoAccounts.Following> following =
        world.accounts().findFollowing(user.id(), channel.publicId());
    KakaoChannel.Relation relation =
        following.map(KakaoAccounts.Following::relation).orElse(KakaoChannel.Relation.NONE);
    JsonNode.JsonObject json = JsonNode.object()
        .add("channel_uuid", channel.uuid())
        .add("channel_public_id", channel.publicId())
        .add("relation", relation.name());
    following.ifPresent(found -> json.add("created_at", found.createdAt().toString())
        .add("updated_at", found.updatedAt().toString()));
    return json;
  }

  /** Paging goes by falling update time; the first page comes in the person's own order. */
  private static List<KakaoAddress> page(ApiCall call, List<KakaoAddress> held, int size) {
    if (call.parameters().findText("address_id").isPresent()) {
      long id = call.number("address_id", 0);
      return held.stream().filter(address -> address.id() == id).toList();
    }
    long before = call.number("from_updated_at", 0);
    if (before == 0 && held.size() <= size) {
      return held;
    }
    return held.stream()
        .filter(address -> before == 0 || updated(address) < before)
        .sorted(Comparator.comparingLong(DeliveryEndpoints::updated).reversed())
        .limit(size)
        .toList();
  }

  private static long updated(KakaoAddress address) {
    return address.updatedAt().map(Instant::getEpochSecond).orElse(0L);
  }

  private static JsonNode json(KakaoAddress address) {
    return JsonNode.object()
        .add("id", address.id())
        .addIfPresent("name", address.name())
        .add("is_default", address.isDefault())
        .addIfPresent("updated_at", address.updatedAt().map(Instant::getEpochSecond))
        .add("type", address.type())
        .add("base_address", address.baseAddress())
        .add("detail_address", address.detailAddress())
        .add("receiver_name", address.receiverName())
        .add("receiver_phone_number1", address.receiverPhone1())
        .add("receiver_phone_number2", address.receiverPhone2())
        .addIfPresent("zone_number", address.zoneNumber())
        .addIfPresent("zip_code", address.zipCode());
  }

  private void markRead(ApiCall.User user) {
    if (!user.link().isSignUpComplete()) {
      world.accounts().changeLink(user.id(), link -> link.signUpComplete(true));
    }
  }
}
