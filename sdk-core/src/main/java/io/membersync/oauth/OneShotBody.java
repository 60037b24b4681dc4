package io.membersync.oauth;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/**
 * A form, or JSON, that can be written to a connection once in its life, whatever a client or one of its
 * interceptors tries: a code that is sent twice may revoke the tokens of the first time.
 */
final class OneShotBody extends RequestBody {
  private static final MediaType FORM =
      MediaType.get("application/x-www-form-urlencoded;charset=utf-8");
  private static final MediaType JSON = MediaType.get("application/json");

  private final byte[] bytes;
  private final boolean json;
  private final AtomicBoolean written = new AtomicBoolean();

  OneShotBody(byte[] bytes, boolean json) {
    this.bytes = bytes.clone();
    this.json = json;
  }

  boolean isWritten() {
    return written.get();
  }

  @Override
  public MediaType contentType() {
    return json ? JSON : FORM;
  }

  @Override
  public long contentLength() {
    return bytes.length;
  }

  @Override
  public boolean isOneShot() {
    return true;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    if (!written.compareAndSet(false, true)) {
      throw new IOException("the request was sent once already and is never sent again");
    }
    sink.write(bytes);
  }
}
