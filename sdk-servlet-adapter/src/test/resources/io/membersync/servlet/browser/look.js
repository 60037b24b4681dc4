// What is wrong with the look of the page at hand: a list of sentences, empty when all is well.
() => {
  const problems = [];
  const name = element =>
    element.tagName.toLowerCase() + (element.id ? "#" + element.id : "") +
    (element.className ? "." + String(element.className).trim().replace(/\s+/g, ".") : "");
  const shown = element => element.checkVisibility({ checkVisibilityCSS: true });

  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    problems.push("wider than the screen: " + root.scrollWidth + " > " + root.clientWidth);
  }
  if (!root.lang) problems.push("no language");
  if (!document.title.trim()) problems.push("no title");
  if (document.querySelectorAll("h1").length !== 1) problems.push("not exactly one h1");
  if (document.querySelectorAll("main").length !== 1) problems.push("not exactly one main");

  for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    const label = [...field.labels].map(one => one.textContent.trim()).join("")
      || field.getAttribute("aria-label");
    if (!label) problems.push("no label: " + name(field));
    if (shown(field)) {
      const target = field.labels.length > 0 && field.type.match(/checkbox|radio/)
        ? field.labels[0] : field;
      if (target.getBoundingClientRect().height < 24) problems.push("too small: " + name(field));
      const size = parseFloat(getComputedStyle(field).fontSize);
      // Below 16 pixels a phone zooms into the page when the field is touched.
      if (size < 16 && !field.type.match(/checkbox|radio/)) problems.push("tiny text: " + name(field));
    }
  }
  for (const button of document.querySelectorAll("button, a.ms-button")) {
    if (!shown(button)) continue;
    if (!button.textContent.trim()) problems.push("no text: " + name(button));
    const box = button.getBoundingClientRect();
    if (box.height < 44) problems.push("too low for a finger: " + name(button));
    if (box.left < 0 || box.right > root.clientWidth) problems.push("cut off: " + name(button));
  }

  const parse = text => {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const background = element => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) {
      layers.push(parse(getComputedStyle(one).backgroundColor));
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
  };
  const luminance = color => [0.2126, 0.7152, 0.0722].reduce((sum, share, i) => {
    const part = color[i] / 255;
    return sum + share * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  }, 0);
  for (const element of document.querySelectorAll("body *")) {
    const text = [...element.childNodes]
      .filter(node => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    if (text.length === 0 || !shown(element)) continue;
    const style = getComputedStyle(element);
    const below = background(element);
    const light = luminance(over(parse(style.color), below));
    const dark = luminance(below);
    const ratio = (Math.max(light, dark) + 0.05) / (Math.min(light, dark) + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) {
      problems.push("contrast " + ratio.toFixed(2) + ": " + name(element));
    }
    if (size < 12) problems.push("text of " + size + " pixels: " + name(element));
    const range = document.createRange();
    range.selectNodeContents(element);
    const box = range.getBoundingClientRect();
    if (box.right > root.clientWidth + 1) problems.push("text cut off: " + name(element));
  }
  return problems;
}
