package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.io.ByteArrayResource;

/** What the guide shows is known and compiles; {@code docs/try-spring-guide.sh} runs its project. */
class GuideTest {
  private static final Pattern BLOCK = Pattern.compile("```(\\w*)\\n(.*?)```", Pattern.DOTALL);
  private static final Path DOCS =
      Path.of(System.getProperty("basedir", "."), "..", "docs").normalize();

  private record Block(String language, String text) {}

  private static List<Block> blocks(String file) throws IOException {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(Files.readString(DOCS.resolve(file)));
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  private static List<String> texts(String language) throws IOException {
    return blocks("spring.md").stream()
        .filter(block -> block.language().equals(language))
        .map(Block::text)
        .toList();
  }

  @Test
  void theKoreanGuideHasTheSameCode() throws IOException {
    assertThat(blocks("spring.ko.md")).hasSizeGreaterThan(8).isEqualTo(blocks("spring.md"));
  }

  @Test
  void everyPropertyOfTheGuideIsKnown() throws IOException {
    assertThat(texts("yaml"))
        .hasSize(1)
        .allSatisfy(text -> bind(new YamlPropertySourceLoader(), text));
    assertThat(texts("properties"))
        .hasSizeGreaterThan(1)
        .allSatisfy(text -> bind(new PropertiesPropertySourceLoader(), text));
  }

  private static void bind(PropertySourceLoader loader, String text) {
    MutablePropertySources sources = new MutablePropertySources();
    try {
      loader
          .load("guide", new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)))
          .forEach(sources::addLast);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Binder binder = new Binder(ConfigurationPropertySources.from(sources));
    assertThat(binder
            .bind(
                "membersync",
                Bindable.of(MemberSyncProperties.class),
                new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
            .isBound())
        .isTrue();
  }

  @Test
  void theBeansOfTheGuideCompile(@TempDir Path folder) throws IOException {
    Map<String, String> marks = Map.of(
        "JdbcMemberStoreCustomizer memberTable", "Table",
        "SecurityFilterChain shop", "Security",
        "MemberPrincipals principals", "Principals");
    List<String> arguments = new ArrayList<>(List.of(
        "-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path")));
    for (Map.Entry<String, String> mark : marks.entrySet()) {
      String text = texts("java").stream()
          .filter(block -> block.contains(mark.getKey()))
          .findFirst()
          .orElseThrow();
      Path file = folder.resolve(mark.getValue() + ".java");
      Files.writeString(file, source(mark.getValue(), text));
      arguments.add(file.toString());
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int code = compiler.run(null, null, errors, arguments.toArray(String[]::new));
    assertThat(code).as(errors.toString(StandardCharsets.UTF_8)).isZero();
  }

  private static String source(String name, String text) {
    return """
        import static org.springframework.security.config.Customizer.withDefaults;
        import io.membersync.jdbc.*;
        import io.membersync.member.*;
        import io.membersync.spring.*;
        import java.util.*;
        import org.springframework.context.annotation.Bean;
        import org.springframework.security.config.annotation.web.builders.HttpSecurity;
        import org.springframework.security.core.Authentication;
        import org.springframework.security.core.annotation.AuthenticationPrincipal;
        import org.springframework.security.core.userdetails.UserDetails;
        import org.springframework.security.web.SecurityFilterChain;
        import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
        import org.springframework.web.bind.annotation.GetMapping;

        class %s {
          interface ShopUser extends UserDetails { String number(); }
          interface ShopUsers { ShopUser byNumber(String number); }

        %s
        }
        """.formatted(name, text.replace("… member.id() …", "return member.id();"));
  }
}
