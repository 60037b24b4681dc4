package io.membersync.spring.aot;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testsupport.servers.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplicationAotProcessor;

/** A shop whose beans are worked out when it is built: Spring's ahead-of-time processing. */
@Tag("real")
class AheadOfTimeIT {

  private static List<String> settings() {
    return List.of(
        "--spring.main.banner-mode=off",
        "--server.port=0",
        "--spring.jpa.hibernate.ddl-auto=none",
        "--spring.datasource.url=jdbc:h2:mem:aot",
        "--membersync.shop-name=Wine Shop",
        "--membersync.base-url=http://127.0.0.1:8080",
        "--membersync.members.table=member",
        "--membersync.providers.kakao.client-id=key",
        "--membersync.providers.kakao.client-secret=a-secret-of-kakao");
  }

  @Test
  void whatIsGeneratedCompilesAndStarts(@TempDir Path folder) throws Exception {
    Path sources = folder.resolve("sources");
    Path classes = folder.resolve("classes");
    List<String> arguments = new ArrayList<>(List.of(
        AheadOfTimeShop.class.getName(),
        sources.toString(),
        folder.resolve("resources").toString(),
        classes.toString(),
        "shop",
        "shop"));
    arguments.addAll(settings());
    run(folder, ChildJvm.of(SpringApplicationAotProcessor.class, arguments));
    assertThat(generated(sources))
        .anySatisfy(file -> assertThat(file).contains("MemberSyncAutoConfiguration"));

    compile(sources, classes);
    Files.createDirectories(folder.resolve("resources"));
    ProcessBuilder shop = ChildJvm.of(AheadOfTimeShop.class, settings());
    List<String> command = shop.command();
    command.add(1, "-Dspring.aot.enabled=true");
    int classPath = command.indexOf("-cp") + 1;
    command.set(
        classPath,
        classes
            + File.pathSeparator
            + folder.resolve("resources")
            + File.pathSeparator
            + command.get(classPath));
    assertThat(run(folder, shop)).contains("generated true, providers 1");
  }

  private static String run(Path folder, ProcessBuilder process) throws Exception {
    Path log = Files.createTempFile(folder, "run", ".log");
    int code =
        process.redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
    String text = Files.readString(log);
    assertThat(code).as(text).isZero();
    return text;
  }

  private static List<String> generated(Path sources) throws IOException {
    try (Stream<Path> files = Files.walk(sources)) {
      return files.map(Path::toString).filter(name -> name.endsWith(".java")).toList();
    }
  }

  private static void compile(Path sources, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> arguments = new ArrayList<>(List.of(
        "-nowarn",
        "-proc:none",
        "-d",
        classes.toString(),
        "-cp",
        classes + File.pathSeparator + System.getProperty("java.class.path")));
    arguments.addAll(generated(sources));
    assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new))).isZero();
  }
}
