package io.membersync.examples.toyshop;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A form as it stands on a page. Immutable; each call gives a changed one.
 *
 * @param offered every control with a name and a value, boxes and buttons included
 * @param filled what will be sent
 */
record DemoForm(String action, List<Entry> offered, List<Entry> filled) {
  private static final Pattern FORM =
      Pattern.compile("<form\\b([^>]*)>(.*?)</form>", Pattern.DOTALL);
  private static final Pattern CONTROL = Pattern.compile("<(input|button)\\b([^>]*)>");
  private static final Pattern ATTRIBUTE = Pattern.compile("\\b([a-z]+)=\"([^\"]*)\"");

  /** One control. */
  record Entry(String name, String value) {}

  static List<DemoForm> allOf(String body) {
    List<DemoForm> forms = new ArrayList<>();
    Matcher form = FORM.matcher(body);
    while (form.find()) {
      List<Entry> offered = new ArrayList<>();
      List<Entry> filled = new ArrayList<>();
      Matcher control = CONTROL.matcher(form.group(2));
      while (control.find()) {
        String attributes = control.group(2);
        String name = attribute(attributes, "name");
        if (!name.isEmpty()) {
          Entry entry = new Entry(name, attribute(attributes, "value"));
          offered.add(entry);
          String type = attribute(attributes, "type");
          boolean pressed = control.group(1).equals("button") || type.equals("checkbox");
          if (!pressed) {
            filled.add(entry);
          }
        }
      }
      forms.add(new DemoForm(attribute(form.group(1), "action"), offered, filled));
    }
    return forms;
  }

  Set<String> names() {
    return offered.stream().map(Entry::name).collect(Collectors.toSet());
  }

  /**
   * Presses a button or ticks a box.
   *
   * @throws DemoFailure if the form does not offer it
   */
  DemoForm with(String name, String value) {
    Entry entry = new Entry(name, value);
    if (!offered.contains(entry)) {
      throw new DemoFailure("the form to " + action + " offers no " + name + "=" + value
          + "; it offers " + offered.stream().map(Entry::name).distinct().toList());
    }
    List<Entry> more = new ArrayList<>(filled);
    more.add(entry);
    return new DemoForm(action, offered, more);
  }

  /** Ticks every box of this name whose value fits. */
  DemoForm ticking(String name, Predicate<String> wanted) {
    DemoForm form = this;
    for (Entry entry : offered) {
      if (entry.name().equals(name) && wanted.test(entry.value())) {
        form = form.with(name, entry.value());
      }
    }
    return form;
  }

  /** Types a text. */
  DemoForm typing(String name, String text) {
    List<Entry> changed = new ArrayList<>(filled);
    changed.replaceAll(entry -> entry.name().equals(name) ? new Entry(name, text) : entry);
    return new DemoForm(action, offered, changed);
  }

  String encoded() {
    return filled.stream()
        .map(entry -> encode(entry.name()) + "=" + encode(entry.value()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String attribute(String attributes, String name) {
    Matcher matcher = ATTRIBUTE.matcher(attributes);
    while (matcher.find()) {
      if (matcher.group(1).equals(name)) {
        return unescape(matcher.group(2));
      }
    }
    return "";
  }

  static String unescape(String text) {
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }
}
