package io.membersync.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Compares what a module offers its callers with the committed {@code api/<artifact>.txt}, so that a
 * change of the API is always seen, and holds a module to its budget. {@code -Dapi.write} rewrites
 * the file.
 */
public final class ApiReport {
  private ApiReport() {}

  /**
   * Checks one module.
   *
   * @param args the folder of the committed files, the artifact's name, the folder of the compiled
   *     classes; for a module with a budget also the jar, the most public top-level types and the
   *     most bytes of the jar
   * @throws IOException if a file cannot be read or written
   * @throws ReflectiveOperationException if a class of the module cannot be loaded
   * @throws IllegalStateException if the API differs or a budget is exceeded
   */
  public static void main(String... args) throws IOException, ReflectiveOperationException {
    run(CommittedFile.asksToWrite("api.write"), args);
  }

  static void run(boolean write, String... args) throws IOException, ReflectiveOperationException {
    Path classes = Path.of(args[2]);
    if (!hasClasses(classes)) {
      System.out.println(args[1] + ": no classes yet");
      return;
    }
    List<String> wrong = new ArrayList<>();
    CommittedFile.compareOrWrite(
            Path.of(args[0], args[1] + ".txt"),
            describe(classes, Thread.currentThread().getContextClassLoader()),
            write,
            "mvn verify -Dapi.write")
        .ifPresent(wrong::add);
    if (args.length > 3) {
      int types = countTopLevel(classes, Thread.currentThread().getContextClassLoader());
      long bytes = Files.size(Path.of(args[3]));
      System.out.println(args[1] + ": " + types + " public types, " + bytes + " bytes");
      overBudget(types, Integer.parseInt(args[4]), bytes, Long.parseLong(args[5]))
          .ifPresent(wrong::add);
    }
    if (!wrong.isEmpty()) {
      throw new IllegalStateException(args[1] + ": " + String.join("\n", wrong));
    }
  }

  /** The whole report of the module compiled to this folder. */
  static String describe(Path classes, ClassLoader loader)
      throws IOException, ReflectiveOperationException {
    ModuleDescriptor module = readModule(classes);
    List<String> lines = new ArrayList<>();
    lines.add("module " + module.name());
    TreeSet<String> reads = new TreeSet<>();
    for (ModuleDescriptor.Requires requires : module.requires()) {
      if (requires.modifiers().contains(ModuleDescriptor.Requires.Modifier.TRANSITIVE)) {
        reads.add("  requires transitive " + requires.name());
      }
    }
    lines.addAll(reads);
    module.exports().stream()
        .filter(ModuleDescriptor.Exports::isQualified)
        .map(exports -> "  exports " + exports.source() + " to " + new TreeSet<>(exports.targets()))
        .sorted()
        .forEach(lines::add);
    for (String name : exportedPackages(module)) {
      lines.add("");
      lines.add("package " + name);
      for (Class<?> type : publicTypes(classes, name, loader)) {
        lines.addAll(ApiWriter.describe(type));
      }
    }
    return String.join("\n", lines) + "\n";
  }

  static int countTopLevel(Path classes, ClassLoader loader)
      throws IOException, ReflectiveOperationException {
    int count = 0;
    for (String name : exportedPackages(readModule(classes))) {
      count += publicTypes(classes, name, loader).size();
    }
    return count;
  }

  static Optional<String> overBudget(int types, int mostTypes, long bytes, long mostBytes) {
    List<String> over = new ArrayList<>();
    if (types > mostTypes) {
      over.add(types + " public top-level types, " + mostTypes + " at most");
    }
    if (bytes > mostBytes) {
      over.add("the jar has " + bytes + " bytes, " + mostBytes + " at most");
    }
    return over.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", over));
  }

  private static ModuleDescriptor readModule(Path classes) throws IOException {
    Path file = classes.resolve("module-info.class");
    if (!Files.exists(file)) {
      throw new IllegalStateException("the module has classes but no module-info.java");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return ModuleDescriptor.read(in);
    }
  }

  private static List<String> exportedPackages(ModuleDescriptor module) {
    return module.exports().stream()
        .filter(exports -> !exports.isQualified())
        .map(ModuleDescriptor.Exports::source)
        .sorted()
        .toList();
  }

  private static List<Class<?>> publicTypes(Path classes, String packageName, ClassLoader loader)
      throws IOException, ReflectiveOperationException {
    List<Class<?>> types = new ArrayList<>();
    try (Stream<Path> files = Files.list(classes.resolve(packageName.replace('.', '/')))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (!name.endsWith(".class") || name.contains("$") || name.contains("-")) {
          continue;
        }
        String simple = name.substring(0, name.length() - ".class".length());
        Class<?> type = Class.forName(packageName + "." + simple, false, loader);
        if (Modifier.isPublic(type.getModifiers())) {
          types.add(type);
        }
      }
    }
    types.sort(Comparator.comparing(Class::getName));
    return types;
  }

  private static boolean hasClasses(Path classes) throws IOException {
    if (!Files.isDirectory(classes)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(classes)) {
      return files.anyMatch(file -> file.toString().endsWith(".class"));
    }
  }
}
