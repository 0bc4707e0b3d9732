import { SaxesParser, type SaxesTagNS } from "saxes";
import { ImageRefusedError, type SafeImage } from "@/lib/brand/images/image";
import { sizeOfSvg } from "@/lib/brand/images/svg-size";
import {
  ATTRIBUTES,
  CUT_BY,
  CUTTING,
  ELEMENTS,
  IGNORED,
  isHarmless,
  PRESENTATION,
  REFUSED,
  SVG,
  XLINK,
} from "@/lib/brand/images/svg-vocabulary";

/**
 * How many elements are drawn at most, those that cut out others once for each of them. More would take many seconds, and so
 * would long paths: each part of that many numbers counts as an element.
 */
const MAX_DRAWN = 1_000;
const NUMBERS_OF_A_PART = 20;
const MAX_DEPTH = 40;

/**
 * Reads an SVG, and writes a new one from the elements and attributes of lib/brand/images/svg-vocabulary.ts. An element or
 * attribute that would change the look without being one of them is refused, so that no logo loses a part unseen. Notes of
 * editors are left out.
 * @throws ImageRefusedError
 */
export function cleanSvg(bytes: Uint8Array): SafeImage {
  const writer = new SvgWriter();
  const parser = new SaxesParser({ xmlns: true });
  parser.on("error", () => {
    throw new ImageRefusedError("svg_broken");
  });
  parser.on("doctype", (doctype) => {
    if (doctype.includes("[")) throw new ImageRefusedError("svg_entities");
  });
  parser.on("opentag", (tag) => writer.open(tag));
  parser.on("closetag", () => writer.close());
  parser.on("text", (text) => writer.text(text));
  parser.on("cdata", (text) => writer.text(text));
  parser.write(decode(bytes)).close();
  const { svg, width, height } = writer.result();
  return { type: "svg", content: Buffer.from(svg), width, height };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ImageRefusedError("svg_broken");
  }
}

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** Collects the new SVG. */
class SvgWriter {
  private written = "";
  private size: { width: number; height: number } | null = null;
  private elements = 0;
  /** The element that cuts out others in which the writer is: its ID, "" without one; null outside of any. */
  private cutting: string | null = null;
  /** How many elements each of those has, by ID, and the IDs that others name. */
  private readonly weights = new Map<string, number>();
  private readonly cuts: string[] = [];
  /** The open elements: their names, or null for one that is left out. */
  private readonly path: (string | null)[] = [];

  open({ local, uri, attributes }: SaxesTagNS): void {
    const isInside = this.path.at(-1) !== null;
    const isOurs = uri === SVG || uri === "";
    const isRoot = this.path.length === 0;
    // Elements of an editor have a namespace of their own.
    const isSkipped = !isInside || (!isOurs && !isRoot) || IGNORED.has(local);
    if (!isSkipped && !(isOurs && ELEMENTS.has(local))) throw new ImageRefusedError("svg_element", local);
    const weight = weightOf(attributes);
    this.elements += weight;
    if (this.elements > MAX_DRAWN || this.path.length >= MAX_DEPTH) throw new ImageRefusedError("svg_too_complex");
    if (isSkipped) {
      this.path.push(null);
      return;
    }
    if (isRoot !== (local === "svg")) throw new ImageRefusedError("svg_element", local);
    const kept = keptAttributes(Object.values(attributes));
    if (isRoot) this.size = sizeOfSvg(kept);
    const root: Record<string, string> = isRoot ? rootAttributes(kept, this.size) : {};
    const written = { ...root, ...kept, ...root };
    this.weigh(local, kept, weight);
    const pairs = Object.entries(written).map(([name, value]) => ` ${name}="${escaped(value)}"`);
    this.written += `<${local}${pairs.join("")}>`;
    this.path.push(local);
  }

  close(): void {
    const name = this.path.pop();
    if (name) this.written += `</${name}>`;
    if (name && CUTTING.has(name)) this.cutting = null;
  }

  /** Elements that cut out others must not be cut out themselves: ten in ten in ten would be drawn a thousand times. */
  private weigh(local: string, attributes: Record<string, string>, weight: number): void {
    if (CUTTING.has(local)) {
      if (this.cutting !== null) throw new ImageRefusedError("svg_element", local);
      this.cutting = attributes.id ?? "";
    }
    const { cutting } = this;
    if (cutting !== null) this.weights.set(cutting, (this.weights.get(cutting) ?? 0) + weight);
    for (const name of CUT_BY) {
      const id = /#([\w.-]+)/.exec(attributes[name] ?? "")?.[1];
      if (id === undefined) continue;
      if (cutting !== null) throw new ImageRefusedError("svg_attribute", name);
      this.cuts.push(id);
    }
  }

  /** Only the name and the description of a drawing have a text that means something. */
  text(text: string): void {
    const inside = this.path.at(-1);
    if (inside === "title" || inside === "desc") this.written += escaped(text);
  }

  result(): { svg: string; width: number; height: number } {
    if (!this.size) throw new ImageRefusedError("svg_broken");
    const drawn = this.cuts.reduce((sum, id) => sum + (this.weights.get(id) ?? 0), this.elements);
    if (drawn > MAX_DRAWN) throw new ImageRefusedError("svg_too_complex");
    return { svg: this.written, ...this.size };
  }
}

type Attribute = SaxesTagNS["attributes"][string];

/** How many elements an element counts as. */
function weightOf(attributes: SaxesTagNS["attributes"]): number {
  const numbers = [attributes.d, attributes.points].flatMap((path) => path?.value.match(/\d*\.?\d+/g) ?? []);
  return 1 + Math.floor(numbers.length / NUMBERS_OF_A_PART);
}

/** The attributes that are kept, those in `style` among them. */
function keptAttributes(attributes: Attribute[]): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const { local, uri, value } of attributes) {
    if (uri === "" && local === "style") Object.assign(kept, fromStyle(value));
    else if (local === "href" && (uri === "" || uri === XLINK)) kept.href = localHref(value);
    else if (uri === "" && REFUSED.test(local)) throw new ImageRefusedError("svg_attribute", local);
    else if (uri === "" && ATTRIBUTES.has(local)) kept[local] = harmless(local, value);
  }
  return kept;
}

/** A gradient may take its colours from another one of the same file. */
function localHref(value: string): string {
  if (!/^#[\w.-]+$/.test(value)) throw new ImageRefusedError("svg_attribute", "href");
  return value;
}

function harmless(name: string, value: string): string {
  if (!isHarmless(value)) throw new ImageRefusedError("svg_attribute", name);
  return value;
}

/** The declarations of a `style` attribute, as attributes. They win over the attributes, as they do in CSS. */
function fromStyle(style: string): Record<string, string> {
  const declarations = style.split(";").map((declaration) => {
    const colon = declaration.indexOf(":");
    return [declaration.slice(0, colon).trim().toLowerCase(), declaration.slice(colon + 1).trim()] as const;
  });
  for (const [name] of declarations) {
    const isOnlyAttribute = ATTRIBUTES.has(name) && !PRESENTATION.has(name);
    if (isOnlyAttribute || REFUSED.test(name)) throw new ImageRefusedError("svg_attribute", name);
  }
  return Object.fromEntries(
    declarations.filter(([name]) => PRESENTATION.has(name)).map(([name, value]) => [name, harmless(name, value)]),
  );
}

/** The size that an image element needs, and the namespace. */
function rootAttributes({ viewBox }: Record<string, string>, size: { width: number; height: number } | null) {
  const { width, height } = size ?? { width: 0, height: 0 };
  return {
    xmlns: SVG,
    viewBox: viewBox ?? `0 0 ${width} ${height}`,
    width: String(width),
    height: String(height),
  };
}
