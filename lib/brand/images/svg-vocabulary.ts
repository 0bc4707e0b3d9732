// The parts of SVG that a logo may have (SVG 2). None of them can run a script, load anything, or copy another part many
// times. Texts are left out, because each reader would see them in another font.

export const SVG = "http://www.w3.org/2000/svg";
export const XLINK = "http://www.w3.org/1999/xlink";

export const ELEMENTS = new Set([
  ...["svg", "g", "defs", "title", "desc"],
  ...["path", "rect", "circle", "ellipse", "line", "polyline", "polygon"],
  ...["linearGradient", "radialGradient", "stop", "clipPath", "mask"],
]);

/** Elements that change nothing that is seen. They are left out, with all that is in them. */
export const IGNORED = new Set(["metadata"]);

/** Attributes that may also stand in `style`. */
export const PRESENTATION = new Set([
  ...["fill", "fill-opacity", "fill-rule", "clip-path", "clip-rule", "mask", "mask-type", "opacity", "color"],
  ...["stroke", "stroke-width", "stroke-opacity", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit"],
  ...["stop-color", "stop-opacity", "display", "visibility", "paint-order"],
]);

export const ATTRIBUTES = new Set([
  ...PRESENTATION,
  ...["id", "viewBox", "preserveAspectRatio", "width", "height", "x", "y", "d", "points", "transform"],
  ...["x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "fr", "offset"],
  ...["gradientUnits", "gradientTransform", "spreadMethod", "clipPathUnits", "maskUnits", "maskContentUnits"],
]);

/**
 * Attributes that would change the look, run a script, or draw a million dashes. Any other attribute that is not listed above
 * means nothing without an element that is refused, and is left out.
 */
export const REFUSED = /^(?:on|filter$|mix-blend-mode$|stroke-dash|vector-effect$|transform-(?:origin|box)$)/i;

/** Elements that cut out others. They are drawn again for each of them. */
export const CUTTING = new Set(["clipPath", "mask"]);

/** The attributes that name such an element. */
export const CUT_BY = ["clip-path", "mask"];

/** A reference to another part of the same file. */
const REFERENCE = /url\(\s*(['"]?)#[\w.-]+\1\s*\)/g;

/** Functions that load something, or that CSS may get. */
const FUNCTION = /\b(?:url|image|image-set|src|expression|attr|element|cross-fade|paint|var|env)\s*\(/i;

/** Whether a value is numbers, names, colours, path data, or a reference within the file. */
export function isHarmless(value: string): boolean {
  const rest = value.replace(REFERENCE, "");
  return !FUNCTION.test(rest) && /^[\w\s#.,%()+-]*$/.test(rest);
}
