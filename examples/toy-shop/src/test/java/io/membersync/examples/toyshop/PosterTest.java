package io.membersync.examples.toyshop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PosterTest {
  private static final int PIXELS = 8;

  @Test
  void aScannerReadsTheSignInPageWithItsEntry() throws ReaderException {
    String address = "http://localhost:8080/login/?entry=gangnam1";

    Html image = PosterPage.image(address, Language.KOREAN);

    assertThat(scan(image.markup())).isEqualTo(address);
  }

  /** Draws the unit squares of the SVG's path and lets a reader look at them. */
  private static String scan(String svg) throws ReaderException {
    Matcher box = Pattern.compile("viewBox=\"0 0 (\\d+) \\1\"").matcher(svg);
    assertThat(box.find()).isTrue();
    int side = Integer.parseInt(box.group(1)) * PIXELS;
    int[] picture = new int[side * side];
    Arrays.fill(picture, 0xFFFFFF);
    Matcher square = Pattern.compile("M(\\d+) (\\d+)h1v1h-1z").matcher(svg);
    while (square.find()) {
      int left = Integer.parseInt(square.group(1)) * PIXELS;
      int top = Integer.parseInt(square.group(2)) * PIXELS;
      for (int y = top; y < top + PIXELS; y++) {
        Arrays.fill(picture, y * side + left, y * side + left + PIXELS, 0);
      }
    }
    RGBLuminanceSource source = new RGBLuminanceSource(side, side, picture);
    return new QRCodeReader()
        .decode(new BinaryBitmap(new HybridBinarizer(source)))
        .getText();
  }
}
