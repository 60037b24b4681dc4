package io.membersync.fuzz;

import io.membersync.provider.JsonDocument;

class JsonFuzzTest extends FuzzTestCase {
  @Override
  protected void give(byte[] input) {
    Parts.json(input).ifPresent(json -> {
      wentThrough();
      look(json, 0);
    });
  }

  private static void look(JsonDocument json, int depth) {
    shown(json);
    if (depth > 32) {
      throw new AssertionError("it is nested deeper than the reader allows");
    }
    for (String name : json.names()) {
      json.has(name);
      json.isNull(name);
      json.findText(name);
      json.findString(name);
      json.findStrings(name);
      json.findWhole(name);
      json.findFlag(name);
      json.findObject(name);
      json.findObjectsOnly(name);
      json.findMember(name).ifPresent(inner -> look(inner, depth + 1));
      json.findObjects(name).ifPresent(list -> list.forEach(inner -> look(inner, depth + 1)));
    }
  }
}
