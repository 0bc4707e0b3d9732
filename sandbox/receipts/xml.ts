/** A piece of XML that was escaped already. */
export type Xml = { readonly xml: string };

/** An element. A content that is a list may hold null for elements that are left out. */
export function element(
  name: string,
  content: string | (Xml | null)[],
  attributes: Readonly<Record<string, string>> = {},
): Xml {
  const opening = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeText(value)}"`);
  const inner =
    typeof content === "string"
      ? escapeText(content)
      : content.map((child) => (child === null ? "" : `\n${child.xml}`)).join("");
  const closing = typeof content === "string" ? "" : "\n";
  return { xml: `<${name}${opening.join("")}>${inner}${closing}</${name}>` };
}

/** A whole document in UTF-8. */
export function xmlDocument(root: Xml): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.xml}\n`;
}

function escapeText(text: string): string {
  return (
    text
      .toWellFormed()
      // Characters that XML 1.0 cannot contain, not even escaped.
      .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
  );
}
