package io.membersync.testsupport;

import static java.util.stream.Collectors.joining;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Prints what a caller may use of one class: every public and protected signature, one a line,
 * sorted. What the compiler adds by itself (accessors of a record, values of an enum) is left out.
 */
final class ApiWriter {
  private static final Set<String> EVERYBODYS = Set.of("equals", "hashCode", "toString");

  private ApiWriter() {}

  static boolean isApi(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  /** The class and, after it, its nested public classes. */
  static List<String> describe(Class<?> type) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(declaration(type));
    members(type).stream().sorted().distinct().map(line -> "  " + line).forEach(lines::add);
    Arrays.stream(type.getDeclaredClasses())
        .filter(nested -> isApi(nested.getModifiers()))
        .sorted(Comparator.comparing(Class::getName))
        .forEach(nested -> lines.addAll(describe(nested)));
    return lines;
  }

  private static String declaration(Class<?> type) {
    StringBuilder line = new StringBuilder(deprecated(type));
    line.append(modifiers(type)).append(kind(type)).append(' ').append(ApiTypes.print(type));
    line.append(ApiTypes.variables(type.getTypeParameters()).stripTrailing());
    if (type.isRecord()) {
      line.append('(').append(components(type)).append(')');
    }
    Type parent = type.getGenericSuperclass();
    if (parent != null && !type.isRecord() && !type.isEnum() && parent != Object.class) {
      line.append(" extends ").append(ApiTypes.print(parent));
    }
    if (type.getGenericInterfaces().length > 0 && !type.isAnnotation()) {
      line.append(type.isInterface() ? " extends " : " implements ");
      line.append(sorted(type.getGenericInterfaces()));
    }
    if (type.isSealed() && !type.isEnum()) {
      line.append(" permits ").append(sorted(type.getPermittedSubclasses()));
    }
    return line.toString();
  }

  private static String modifiers(Class<?> type) {
    int hidden = Modifier.INTERFACE;
    if (type.isInterface() || type.isEnum()) {
      hidden |= Modifier.ABSTRACT | Modifier.STATIC | Modifier.FINAL;
    }
    if (type.isRecord()) {
      hidden |= Modifier.FINAL | Modifier.STATIC;
    }
    String words = Modifier.toString(type.getModifiers() & ~hidden);
    return words + " " + (type.isSealed() && !type.isEnum() ? "sealed " : "");
  }

  private static String kind(Class<?> type) {
    if (type.isAnnotation()) {
      return "@interface";
    }
    if (type.isInterface()) {
      return "interface";
    }
    if (type.isEnum()) {
      return "enum";
    }
    return type.isRecord() ? "record" : "class";
  }

  private static List<String> members(Class<?> type) {
    List<String> lines = new ArrayList<>();
    Set<String> compilers = new HashSet<>();
    if (type.isRecord()) {
      compilers.add("<init>(" + componentTypes(type) + ")");
      for (RecordComponent component : type.getRecordComponents()) {
        compilers.add(component.getName() + "()");
      }
    }
    if (type.isEnum()) {
      compilers.addAll(List.of("values()", "valueOf(String)"));
    }
    for (Field field : type.getDeclaredFields()) {
      if (isApi(field.getModifiers()) && !field.isSynthetic()) {
        lines.add(print(field));
      }
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      String signature = "<init>(" + parameters(constructor) + ")";
      if (isApi(constructor.getModifiers())
          && !constructor.isSynthetic()
          && !compilers.contains(signature)) {
        lines.add(print(constructor, signature));
      }
    }
    for (Method method : methodsSeenThrough(type)) {
      String signature = method.getName() + "(" + parameters(method) + ")";
      if (!compilers.contains(signature) && !isEverybodys(method)) {
        lines.add(print(method, signature));
      }
    }
    return lines;
  }

  /** Declared methods, and those a caller reaches through a superclass he cannot name. */
  private static List<Method> methodsSeenThrough(Class<?> type) {
    List<Method> methods = new ArrayList<>();
    Class<?> at = type;
    do {
      for (Method method : at.getDeclaredMethods()) {
        if (isApi(method.getModifiers()) && !method.isSynthetic()) {
          methods.add(method);
        }
      }
      at = at.getSuperclass();
    } while (at != null && !Modifier.isPublic(at.getModifiers()));
    return methods;
  }

  private static boolean isEverybodys(Method method) {
    return EVERYBODYS.contains(method.getName()) && !Modifier.isStatic(method.getModifiers());
  }

  private static String print(Field field) {
    if (field.isEnumConstant()) {
      return deprecated(field) + "constant " + field.getName();
    }
    return deprecated(field)
        + Modifier.toString(field.getModifiers() & ~Modifier.VOLATILE & ~Modifier.TRANSIENT)
        + " "
        + ApiTypes.print(field.getGenericType())
        + " "
        + field.getName();
  }

  private static String print(Executable executable, String signature) {
    int shown = executable.getModifiers()
        & (Modifier.PUBLIC
            | Modifier.PROTECTED
            | Modifier.STATIC
            | Modifier.FINAL
            | Modifier.ABSTRACT);
    StringBuilder line = new StringBuilder(deprecated(executable));
    line.append(Modifier.toString(shown)).append(' ');
    line.append(ApiTypes.variables(executable.getTypeParameters()));
    if (executable instanceof Method method) {
      if (method.isDefault()) {
        line.append("default ");
      }
      line.append(ApiTypes.print(method.getGenericReturnType())).append(' ');
    }
    line.append(signature);
    if (executable.getGenericExceptionTypes().length > 0) {
      line.append(" throws ").append(sorted(executable.getGenericExceptionTypes()));
    }
    return line.toString();
  }

  private static String parameters(Executable executable) {
    String list = ApiTypes.printAll(executable.getGenericParameterTypes());
    return executable.isVarArgs() && list.endsWith("[]")
        ? list.substring(0, list.length() - 2) + "..."
        : list;
  }

  private static String components(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(part -> ApiTypes.print(part.getGenericType()) + " " + part.getName())
        .collect(joining(", "));
  }

  private static String componentTypes(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(part -> ApiTypes.print(part.getGenericType()))
        .collect(joining(", "));
  }

  private static String sorted(Type... types) {
    List<String> names = new ArrayList<>();
    for (Type type : types) {
      names.add(ApiTypes.print(type));
    }
    Collections.sort(names);
    return String.join(", ", names);
  }

  private static String deprecated(AnnotatedElement element) {
    return element.isAnnotationPresent(Deprecated.class) ? "@Deprecated " : "";
  }
}
