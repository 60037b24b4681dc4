package io.membersync.provider;

/**
 * A provider's answer lacks a part without which nobody is identified, or has it in a form that
 * cannot be trusted. The message names the part, never its value.
 */
public final class ProfileException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorKind kind;

  /**
   * Names what is wrong.
   *
   * @param kind {@link ErrorKind#SHAPE} or {@link ErrorKind#PROTOCOL}
   * @param message names the member of the answer, without its value
   */
  public ProfileException(ErrorKind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public ErrorKind kind() {
    return kind;
  }
}
