import { domainToASCII, domainToUnicode } from "node:url";
import { z } from "zod";

/** The longest email that a mail server must accept (RFC 5321 section 4.5.3.1.3), and its longest local part. */
const MAX_ADDRESS_CHARS = 254;
const MAX_LOCAL_CHARS = 64;

/**
 * A word of a local part (RFC 5321 `atext`). Quotes, comments and brackets are refused, because they can break mail
 * headers.
 */
const LOCAL_WORD = /^[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+$/;

/** A label of a domain in ASCII, and a top-level label. */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const LAST_LABEL = /^(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/**
 * A label without lookalike characters: Latin letters of European languages, except those that resemble another letter.
 */
const EUROPEAN_LABEL = /^[a-z0-9\u00df-\u00f6\u00f8-\u0130\u0132-\u0137\u0139-\u0148\u014a-\u017e-]+$/;

/**
 * Reads an email from any source: forms, settings, identity providers, links. Emails are stored and compared in this
 * form: lower case, with the domain in ASCII (punycode).
 * @returns null when it is not an email, or has quotes, comments, brackets or a non-ASCII local part
 */
export function parseEmailAddress(typed: string): string | null {
  const given = typed.trim();
  if (given.length > MAX_ADDRESS_CHARS) return null;
  const [local = "", domain = "", ...more] = given.split("@");
  const ascii = domainInAscii(domain);
  if (more.length > 0 || !isLocalPart(local) || ascii === null) return null;
  const address = `${local.toLowerCase()}@${ascii}`;
  return address.length <= MAX_ADDRESS_CHARS ? address : null;
}

function isLocalPart(local: string): boolean {
  return local.length <= MAX_LOCAL_CHARS && local.split(".").every((word) => LOCAL_WORD.test(word));
}

/**
 * A domain in ASCII as DNS stores it, or null. `domainToASCII` decodes percent-encoding, which an email must not
 * contain.
 */
function domainInAscii(domain: string): string | null {
  const ascii = domain.includes("%") ? "" : domainToASCII(domain);
  const labels = ascii.split(".");
  const isDomain = labels.length > 1 && labels.every((label) => LABEL.test(label));
  return isDomain && LAST_LABEL.test(labels.at(-1) ?? "") ? ascii : null;
}

/**
 * An email for display: its domain is in Unicode if all of its letters are European Latin. Other scripts stay in
 * punycode, because their letters can resemble Latin ones.
 * @param address as `parseEmailAddress` returns it
 */
export function readableEmailAddress(address: string): string {
  const [local = "", domain = ""] = address.split("@");
  const readable = domainToUnicode(domain);
  const isPlain = readable.split(".").every((label) => EUROPEAN_LABEL.test(label));
  return isPlain && domainToASCII(readable) === domain ? `${local}@${readable}` : address;
}

/**
 * A search in the form in which emails are stored: each non-ASCII label after the at sign, or of the whole search,
 * becomes punycode. The search must contain such labels completely.
 */
export function searchableAddress(search: string): string {
  const start = search.lastIndexOf("@") + 1;
  const domain = search.slice(start);
  const ascii = /^\p{ASCII}*$/u.test(domain) ? "" : domainToASCII(domain);
  return ascii === "" ? search : search.slice(0, start) + ascii;
}

/** The field of a form or a query that contains an email. Its messages are keys below `validation` in messages/. */
export function emailAddress() {
  return z.string({ error: "required" }).transform((value, context) => {
    const address = parseEmailAddress(value);
    if (address !== null) return address;
    context.addIssue(value.trim() === "" ? "required" : "email");
    return z.NEVER;
  });
}
