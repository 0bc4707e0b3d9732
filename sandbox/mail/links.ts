const WEB_LINK = /https?:\/\/[^\s<>"'\]]+/g;

/** A piece of a mail's text: a link to a web page, or anything else. */
export type TextPart = { text: string; isLink: boolean };

/** Cuts a text into links (http and https only) and what is between them. */
export function splitAtLinks(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let position = 0;
  for (const match of text.matchAll(WEB_LINK)) {
    // The full stop after a link belongs to the sentence.
    const link = match[0].replace(/[).,;:!?]+$/, "");
    parts.push({ text: text.slice(position, match.index), isLink: false }, { text: link, isLink: true });
    position = match.index + link.length;
  }
  parts.push({ text: text.slice(position), isLink: false });
  return parts.filter((part) => part.text !== "");
}

/** The links of a text, in order, each once. */
export function linksIn(text: string): string[] {
  return [...new Set(splitAtLinks(text).flatMap((part) => (part.isLink ? [part.text] : [])))];
}
