package io.membersync.servlet.browser;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * Writes a picture with the few colours that matter most in it: a page of text is a third of its size
 * then, and looks the same.
 */
final class SmallPicture {
  private SmallPicture() {}

  static byte[] of(byte[] png, int colours) throws IOException {
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(png));
    int width = picture.getWidth();
    int height = picture.getHeight();
    int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
    List<Integer> palette = mostFrequent(pixels, colours);
    int type =
        palette.size() <= 16 ? BufferedImage.TYPE_BYTE_BINARY : BufferedImage.TYPE_BYTE_INDEXED;
    BufferedImage small = new BufferedImage(width, height, type, model(palette));
    Map<Integer, Integer> nearest = new HashMap<>();
    int[] line = new int[width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        line[x] = nearest.computeIfAbsent(
            pixels[y * width + x] & 0xffffff, colour -> nearest(palette, colour));
      }
      small.getRaster().setPixels(0, y, width, 1, line);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(small, "png", out);
    return out.toByteArray();
  }

  private static List<Integer> mostFrequent(int[] pixels, int colours) {
    Map<Integer, Integer> counts = new LinkedHashMap<>();
    for (int pixel : pixels) {
      counts.merge(pixel & 0xffffff, 1, Integer::sum);
    }
    return counts.entrySet().stream()
        .sorted(Map.Entry.<Integer, Integer>comparingByValue(Comparator.reverseOrder())
            .thenComparing(Map.Entry.comparingByKey()))
        .limit(colours)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static IndexColorModel model(List<Integer> palette) {
    byte[] red = new byte[palette.size()];
    byte[] green = new byte[palette.size()];
    byte[] blue = new byte[palette.size()];
    for (int i = 0; i < palette.size(); i++) {
      red[i] = (byte) (palette.get(i) >> 16);
      green[i] = (byte) (palette.get(i) >> 8);
      blue[i] = (byte) (int) palette.get(i);
    }
    int bits = palette.size() <= 16 ? 4 : 8;
    return new IndexColorModel(bits, palette.size(), red, green, blue);
  }

  private static int nearest(List<Integer> palette, int colour) {
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < palette.size(); i++) {
      int r = (palette.get(i) >> 16 & 0xff) - (colour >> 16 & 0xff);
      int g = (palette.get(i) >> 8 & 0xff) - (colour >> 8 & 0xff);
      int b = (palette.get(i) & 0xff) - (colour & 0xff);
      int distance = 3 * r * r + 6 * g * g + b * b;
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return best;
  }
}
