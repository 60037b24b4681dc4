package io.membersync.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds what the modules' tests left behind in this build. */
final class BuildOutput {
  private BuildOutput() {}

  /** Files below {@code folder} of every module whose name ends so, not older than the build. */
  static List<Path> find(Path project, String folder, String ending, Instant since)
      throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path module : modules(project)) {
      Path place = module.resolve(folder);
      if (!Files.isDirectory(place)) {
        continue;
      }
      try (Stream<Path> files = Files.list(place)) {
        for (Path file : files.sorted().toList()) {
          if (file.getFileName().toString().endsWith(ending)
              && !Files.getLastModifiedTime(file).toInstant().isBefore(since)) {
            found.add(file);
          }
        }
      }
    }
    return found;
  }

  private static List<Path> modules(Path project) throws IOException {
    try (Stream<Path> folders = Files.find(project, 2, (path, kind) -> kind.isDirectory())) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("pom.xml")))
          .sorted()
          .toList();
    }
  }
}
