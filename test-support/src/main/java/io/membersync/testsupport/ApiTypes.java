package io.membersync.testsupport;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Prints types as they stand in source code, the same on every JDK. */
final class ApiTypes {
  private ApiTypes() {}

  static String print(Type type) {
    if (type instanceof Class<?> plain) {
      return plain.isArray() ? print(plain.getComponentType()) + "[]" : nameOf(plain);
    }
    if (type instanceof ParameterizedType generic) {
      return print(generic.getRawType()) + "<" + printAll(generic.getActualTypeArguments()) + ">";
    }
    if (type instanceof GenericArrayType array) {
      return print(array.getGenericComponentType()) + "[]";
    }
    if (type instanceof WildcardType wildcard) {
      if (wildcard.getLowerBounds().length > 0) {
        return "? super " + print(wildcard.getLowerBounds()[0]);
      }
      Type bound = wildcard.getUpperBounds()[0];
      return bound == Object.class ? "?" : "? extends " + print(bound);
    }
    return ((TypeVariable<?>) type).getName();
  }

  static String printAll(Type... types) {
    return Arrays.stream(types).map(ApiTypes::print).collect(Collectors.joining(", "));
  }

  /** {@code <T extends Number> } with a blank behind it, or nothing. */
  static String variables(TypeVariable<?>... variables) {
    if (variables.length == 0) {
      return "";
    }
    return Arrays.stream(variables)
            .map(ApiTypes::variable)
            .collect(Collectors.joining(", ", "<", ">"))
        + " ";
  }

  private static String variable(TypeVariable<?> variable) {
    List<Type> bounds = List.of(variable.getBounds());
    if (bounds.equals(List.of(Object.class))) {
      return variable.getName();
    }
    return variable.getName()
        + " extends "
        + bounds.stream().map(ApiTypes::print).collect(Collectors.joining(" & "));
  }

  private static String nameOf(Class<?> type) {
    String name = type.getName().replace('$', '.');
    return name.startsWith("java.lang.") && name.indexOf('.', 10) < 0 ? name.substring(10) : name;
  }
}
