import { expect, test } from "vitest";
import { ImageRefusedError } from "@/lib/brand/images/image";
import { cleanSvg } from "@/lib/brand/images/svg";

const clean = (svg: string) => {
  const { content, ...size } = cleanSvg(Buffer.from(svg));
  return { svg: Buffer.from(content).toString(), ...size };
};

/** The problem of an SVG with something in it. */
function problemOf(inside: string, root = `xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"`): string {
  try {
    clean(`<svg ${root}>${inside}</svg>`);
  } catch (error) {
    if (!(error instanceof ImageRefusedError)) throw error;
    return error.part === null ? error.problem : `${error.problem} ${error.part}`;
  }
  return "accepted";
}

test("a logo of an editor keeps what is seen, and loses the editor's notes", () => {
  const logo = `<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Created with an editor -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<?xml-stylesheet href="https://evil.example/style.css"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
     xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" viewBox="0 0 120 40" id="Layer_1" data-name="x" xml:space="preserve">
  <title>Café &amp; Oy</title>
  <metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><script/></rdf:RDF></metadata>
  <inkscape:page><script>alert(1)</script></inkscape:page>
  <defs><linearGradient id="a" xlink:href="#b" x1="0" x2="1"><stop offset="0" style="stop-color:#f00;-inkscape-x:1"/></linearGradient></defs>
  stray text
  <g inkscape:label="1" style="fill:url(#a);stroke: rgb(1, 2, 3)"><path d="M0 0L10.5,-3e2z" transform="scale(2)"/></g>
</svg>`;
  const { svg, width, height } = clean(logo);
  expect({ width, height }).toEqual({ width: 120, height: 40 });
  expect(svg).toBe(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40" width="120" height="40" id="Layer_1">` +
      `<title>Café &amp; Oy</title>` +
      `<defs><linearGradient id="a" href="#b" x1="0" x2="1"><stop offset="0" stop-color="#f00"></stop></linearGradient></defs>` +
      `<g fill="url(#a)" stroke="rgb(1, 2, 3)"><path d="M0 0L10.5,-3e2z" transform="scale(2)"></path></g></svg>`,
  );
  expect(clean(svg).svg).toBe(svg);
});

test.each([
  ["<script>alert(1)</script>", "svg_element script"],
  ["<SCRIPT/>", "svg_element SCRIPT"],
  ["<style>@import url(https://evil.example)</style>", "svg_element style"],
  ["<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>", "svg_element foreignObject"],
  ["<image href='https://evil.example/x.png'/>", "svg_element image"],
  ["<use href='#a'/>", "svg_element use"],
  ["<a href='javascript:alert(1)'><path/></a>", "svg_element a"],
  ["<animate attributeName='href' values='javascript:alert(1)'/>", "svg_element animate"],
  ["<set attributeName='onload' to='alert(1)'/>", "svg_element set"],
  ["<text>Logo</text>", "svg_element text"],
  ["<filter id='f'/>", "svg_element filter"],
  ["<svg/>", "svg_element svg"],
  ["<path onload='alert(1)'/>", "svg_attribute onload"],
  ["<path ONCLICK='alert(1)'/>", "svg_attribute ONCLICK"],
  ["<path fill='url(https://evil.example/#a)'/>", "svg_attribute fill"],
  ["<path fill='url( //evil.example )'/>", "svg_attribute fill"],
  ["<path fill='u&#114;l(data:image/svg+xml,x)'/>", "svg_attribute fill"],
  ["<path fill='image(red)'/>", "svg_attribute fill"],
  ["<path style='fill:url(\"https://evil.example\")'/>", "svg_attribute fill"],
  ["<path style='filter:drop-shadow(1px 1px red)'/>", "svg_attribute filter"],
  ["<linearGradient href='https://evil.example/#a'/>", "svg_attribute href"],
  ["<linearGradient href='javascript:alert(1)'/>", "svg_attribute href"],
  ["<path d='M0 0\\\"/>'/>", "svg_attribute d"],
  ["<path>", "svg_broken"],
  ["<path fill=red/>", "svg_broken"],
  ["&unknown;", "svg_broken"],
  ["<path stroke-dasharray='0.001'/>", "svg_attribute stroke-dasharray"],
  ["<clipPath id='a'><path clip-path='url(#b)'/></clipPath>", "svg_attribute clip-path"],
  ["<mask id='a' style='mask:url(#b)'/>", "svg_attribute mask"],
  ["<mask id='a'><clipPath id='b'/></mask>", "svg_element clipPath"],
  [`<mask id='a'>${"<path/>".repeat(50)}</mask>${"<path mask='url(#a)'/>".repeat(50)}`, "svg_too_complex"],
  ["<path/>".repeat(1_001), "svg_too_complex"],
  [`<path d='M${"1 2 ".repeat(20_000)}'/>`, "svg_too_complex"],
  [`<polygon points='${"1 2 ".repeat(20_000)}'/>`, "svg_too_complex"],
  [`<mask id='a'><path d='M${"1 2 ".repeat(1_000)}'/></mask>${"<path mask='url(#a)'/>".repeat(20)}`, "svg_too_complex"],
  ["<path style='transform:scale(2)'/>", "svg_attribute transform"],
  ["<path vector-effect='non-scaling-stroke'/>", "svg_attribute vector-effect"],
  ["<g>".repeat(50) + "</g>".repeat(50), "svg_too_complex"],
])("%j is refused", (inside, problem) => {
  expect(problemOf(inside)).toBe(problem);
});

test("a drawing that is cut out once keeps its shape", () => {
  const cut = `<clipPath id="a"><path d="M0 0"/></clipPath><g clip-path="url(#a)"><path d="M1 1"/></g>`;
  expect(problemOf(cut)).toBe("accepted");
});

test("a mask goes on to cut by what its editor chose", () => {
  const mask = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><mask id="a" style="mask-type:alpha"/></svg>`;
  expect(clean(mask).svg).toContain(`<mask id="a" mask-type="alpha">`);
});

test("entities are refused, and never expanded", () => {
  const bomb = `<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg"/>`;
  expect(() => clean(bomb)).toThrow(expect.objectContaining({ problem: "svg_entities" }));
});

test.each([
  [`viewBox="0 0 300 100"`, 300, 100],
  [`viewBox="0 0 300 100" width="60px" height="20"`, 60, 20],
  [`viewBox="0,0,10.4,4.6" width="100%" height="100%"`, 10, 5],
  [`width="24" height="24"`, 24, 24],
])("the size of %s", (root, width, height) => {
  expect(clean(`<svg xmlns="http://www.w3.org/2000/svg" ${root}/>`)).toMatchObject({ width, height });
});

test.each(["", `viewBox="0 0 0 10"`, `viewBox="0 0 1e9 10"`, `width="-5" height="5"`, `viewBox="a b c d"`])(
  "an SVG with %j has no size",
  (root) => expect(problemOf("", `xmlns="http://www.w3.org/2000/svg" ${root}`)).toBe("svg_size"),
);

test.each([
  Buffer.from([0x3c, 0xff, 0xfe]),
  Buffer.from("<html xmlns='http://www.w3.org/1999/xhtml'><script/></html>"),
  Buffer.from("<svg xmlns='http://www.w3.org/1999/xhtml' viewBox='0 0 1 1'/>"),
  Buffer.from("<g xmlns='http://www.w3.org/2000/svg'/>"),
  Buffer.from(""),
])("bytes that are no SVG are refused", (bytes) => {
  expect(() => cleanSvg(bytes)).toThrow(ImageRefusedError);
});
