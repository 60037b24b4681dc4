package io.membersync.examples.toyshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTest {
  @Test
  void markupEscapesWhateverIsNotMarkup() {
    Html inner = Html.of("<b>{}</b>", "<script>&\"'");

    assertThat(Html.of("<p>{}{}</p>", inner, List.of("a<", inner)).markup())
        .isEqualTo("<p><b>&lt;script&gt;&amp;&quot;&#39;</b>"
            + "a&lt;<b>&lt;script&gt;&amp;&quot;&#39;</b></p>");
    assertThatIllegalArgumentException().isThrownBy(() -> Html.of("{}"));
    assertThatIllegalArgumentException().isThrownBy(() -> Html.of("", "more"));
  }

  @Test
  void tablesLineUpWhereAHangulLetterIsTwoColumnsWide() {
    String table = new TextTable("A", "B").add("포도", "1").add("podo", "2").toString();

    assertThat(table.lines()).containsExactly("  A     B", "  ----  -", "  포도  1", "  podo  2");
  }
}
