package io.membersync.spring;

import io.membersync.consent.Notices;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import org.springframework.core.io.ResourceLoader;

/** The shop's notices from a file; what is wrong with it names the property and the place in it. */
final class NoticesResource {
  private static final String PROPERTY = "membersync.notices-file";

  private NoticesResource() {}

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
}
