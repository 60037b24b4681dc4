package io.membersync.servlet.pages;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.membersync.servlet.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Renders the pages that come with MemberSync. Safe for many threads. */
public final class HtmlPages {
  private static final String PACKAGE = "io.membersync.servlet.pages";

  private final TemplateEngine templates = TemplateEngine.createPrecompiled(
      null, ContentType.Html, HtmlPages.class.getClassLoader(), PACKAGE);
  private final Look look;
  private final String style;
  private final String styleVersion;

  public HtmlPages(Look look) {
    this.look = look;
    this.style = style(look);
    this.styleVersion = version(style);
  }

  public String render(Page page) {
    StringOutput output = new StringOutput();
    View view = new View(page.details(), look, styleVersion);
    templates.render(template(page), Map.of("page", page, "view", view), output);
    return output.toString();
  }

  /** A page with its style in it, to be kept and printed. */
  public String renderFile(Page.Centre page) {
    StringOutput output = new StringOutput();
    View view = new View(page.details(), look, styleVersion);
    templates.render("centreFile.jte", Map.of("page", page, "view", view, "style", style), output);
    return output.toString();
  }

  public String style() {
    return style;
  }

  /** Changes with the style, so that a browser can keep each version for ever. */
  public String styleVersion() {
    return styleVersion;
  }

  private static String template(Page page) {
    if (page instanceof Page.SignIn) {
      return "signIn.jte";
    } else if (page instanceof Page.Starting) {
      return "starting.jte";
    } else if (page instanceof Page.Linking) {
      return "linking.jte";
    } else if (page instanceof Page.Consent) {
      return "consent.jte";
    } else if (page instanceof Page.Fields) {
      return "fields.jte";
    } else if (page instanceof Page.Proof) {
      return "proof.jte";
    } else if (page instanceof Page.Centre) {
      return "centre.jte";
    } else if (page instanceof Page.Guardian) {
      return "guardian.jte";
    } else if (page instanceof Page.Cancelled) {
      return "cancelled.jte";
    } else if (page instanceof Page.Unavailable) {
      return "unavailable.jte";
    } else {
      return "failed.jte";
    }
  }

  private static String style(Look look) {
    StringBuilder style = new StringBuilder();
    try (InputStream in = HtmlPages.class.getResourceAsStream("style.css")) {
      if (in == null) {
        throw new IllegalStateException("style.css is missing from membersync-servlet");
      }
      style.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!look.cssVariables().isEmpty()) {
      style.append("\n:root {\n");
      look.cssVariables()
          .forEach((name, value) ->
              style.append("  ").append(name).append(": ").append(value).append(";\n"));
      style.append("}\n");
    }
    return style.toString();
  }

  private static String version(String style) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }
}
