package io.membersync.spring;

import io.membersync.consent.Notices;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.json.JsonWriter;
import org.springframework.core.io.ResourceLoader;

/**
 * The shop's notices from a file or from properties; what is wrong with them names the property and the
 * place in it.
 */
final class NoticesResource {
  private static final String PROPERTY = "membersync.notices-file";

  private static final String LISTED = "membersync.notices";

  private NoticesResource() {}

  static Notices of(String shopName, List<NoticeProperties> notices) {
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("shopName", shopName);
    file.put("notices", notices.stream().map(NoticesResource::notice).toList());
    String json = JsonWriter.standard().writeToString(file);
    try {
      return Notices.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      throw new MemberSyncConfigurationException(
          LISTED + ": " + e.getMessage(), "Mend the notice under " + LISTED + ".");
    }
  }

  static Notices read(ResourceLoader resources, String location) {
    try (InputStream file = resources.getResource(location).getInputStream()) {
      return Notices.read(file);
    } catch (FileNotFoundException | NoSuchFileException e) {
      throw new MemberSyncConfigurationException(
          PROPERTY + ": there is no " + location,
          "Set " + PROPERTY + " to where the notices are, such as classpath:notices.json.");
    } catch (IOException e) {
      throw new MemberSyncConfigurationException(
          PROPERTY + ": " + location + " cannot be read: " + e.getClass().getName(),
          "Let the shop read the file, or set " + PROPERTY + " to another one.");
    } catch (IllegalArgumentException e) {
      throw new MemberSyncConfigurationException(
          PROPERTY + ": in " + location + ", " + e.getMessage(), "Mend the file.");
    }
  }

  /** As the file has it, so that what is refused there is refused here in the same words. */
  private static Map<String, Object> notice(NoticeProperties notice) {
    Map<String, Object> json = new LinkedHashMap<>();
    notice.tag().ifPresent(tag -> json.put("tag", tag));
    notice.kind().ifPresent(kind -> json.put("kind", kind.name()));
    notice.version().ifPresent(version -> json.put("version", version));
    notice.effectiveFrom().ifPresent(from -> json.put("effectiveFrom", from));
    json.put("editorial", notice.editorial());
    json.put("required", notice.required());
    notice.retention().ifPresent(period -> json.put("retention", period));
    notice.medium().ifPresent(medium -> json.put("medium", medium.name()));
    if (!notice.askedBy().isEmpty()) {
      json.put("askedBy", notice.askedBy());
    }
    if (!notice.covers().isEmpty()) {
      json.put("covers", notice.covers().stream().map(NoticesResource::covered).toList());
    }
    Map<String, Object> texts = new LinkedHashMap<>();
    notice.texts().forEach((language, text) -> texts.put(language, text(text)));
    json.put("texts", texts);
    return json;
  }

  private static Map<String, Object> covered(NoticeProperties.Covered covered) {
    Map<String, Object> json = new LinkedHashMap<>();
    covered.purpose().ifPresent(purpose -> json.put("purpose", purpose));
    json.put("fields", covered.fields());
    covered.recipient().ifPresent(recipient -> json.put("recipient", recipient));
    return json;
  }

  private static Map<String, Object> text(NoticeProperties.Text text) {
    Map<String, Object> json = new LinkedHashMap<>();
    text.title().ifPresent(title -> json.put("title", title));
    text.body().ifPresent(body -> json.put("body", body));
    if (!text.told().isEmpty()) {
      Map<String, Object> told = new LinkedHashMap<>();
      text.told().forEach((item, words) -> told.put(item.name(), words));
      json.put("told", told);
    }
    return json;
  }
}
