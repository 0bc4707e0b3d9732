import "server-only";
import type { IncomingMessage, ServerResponse } from "node:http";
import { deflateSync, gunzipSync, gzipSync, inflateSync } from "node:zlib";
import { errorTexts, plainContent } from "@/lib/http/plain/page";
import { onServerRequest } from "@/lib/http/server/on-server-request";
import { pickLocale } from "@/lib/i18n/choices";
import { LOCALES, type Locale } from "@/lib/i18n/locales";

/** The document that Next sends for a page that throws: empty, with scripts that draw not-found.tsx or error.tsx. */
const EMPTY = { html: '<html id="__next_error__">', body: "<body>" };

/** The content codings that Next chooses from. */
const codings: Record<string, Record<"decode" | "encode", (bytes: Buffer) => Buffer>> = {
  gzip: { decode: gunzipSync, encode: gzipSync },
  deflate: { decode: inflateSync, encode: deflateSync },
  identity: { decode: (bytes) => bytes, encode: (bytes) => bytes },
};

/**
 * Writes the message of an error page into the document itself, for browsers without JavaScript. Next renders a page that
 * throws, also by `notFound()`, in the browser alone (https://github.com/vercel/next.js/issues/62228). With JavaScript the
 * page is as Next draws it. Call it once.
 */
export function fillErrorPages(): void {
  onServerRequest(({ request, response }) => holdErrorPage(request, response));
}

/** Keeps the document of an error until it is whole, and passes on any other response as it comes. */
function holdErrorPage(request: IncomingMessage, response: ServerResponse): void {
  const write = response.write.bind(response) as (...given: unknown[]) => boolean;
  const end = response.end.bind(response) as (...given: unknown[]) => ServerResponse;
  const held: Buffer[] = [];
  response.write = (...given: unknown[]) => {
    if (!isErrorPage(response)) return write(...given);
    held.push(bytesOf(given));
    const done = callbackOf(given);
    if (done) process.nextTick(done);
    return true;
  };
  response.end = (...given: unknown[]) => {
    if (!isErrorPage(response)) return end(...given);
    const document = Buffer.concat([...held, bytesOf(given)]);
    return end(fill(document, request, response), callbackOf(given));
  };
}

const isErrorPage = (response: ServerResponse) =>
  response.statusCode >= 400 && String(response.getHeader("content-type")).startsWith("text/html");

/** The chunk of the arguments of `write` or `end`. */
function bytesOf([chunk, encoding]: unknown[]): Buffer {
  if (typeof chunk === "string") return Buffer.from(chunk, encoding === "latin1" ? encoding : "utf8");
  return chunk instanceof Uint8Array ? Buffer.from(chunk) : Buffer.alloc(0);
}

const callbackOf = (given: unknown[]) => given.find((one): one is () => void => typeof one === "function");

/** Fills the document, if it is an empty one. The headers are written by now, so its coding stays. */
function fill(document: Buffer, request: IncomingMessage, response: ServerResponse): Buffer {
  const coding = codings[String(response.getHeader("content-encoding") ?? "identity")];
  if (!coding || document.length === 0 || response.hasHeader("content-length")) return document;
  const html = coding.decode(document).toString("utf8");
  if (!html.includes(EMPTY.html)) return document;
  const language = languageOf(request);
  const message = `<noscript>${messageOf(language, response)}</noscript>`;
  const filled = html
    .replace(EMPTY.html, () => EMPTY.html.replace(">", ` lang="${LOCALES[language].tag}">`))
    .replace(EMPTY.body, () => EMPTY.body + message);
  return coding.encode(Buffer.from(filled));
}

function languageOf({ headers }: IncomingMessage): Locale {
  const cookies = (headers.cookie ?? "").split("; ").map((pair) => pair.split("="));
  return pickLocale((name) => cookies.find(([key]) => key === name)?.[1], headers["accept-language"] ?? null);
}

/** The message of not-found.tsx or of error.tsx. Its code is in the server's log, beside the error. */
function messageOf(language: Locale, response: ServerResponse): string {
  const t = errorTexts(language);
  const code = String(response.getHeader("x-request-id") ?? "");
  const page = { language, start: "/", hasLanguages: true };
  if (response.statusCode !== 404) return plainContent({ ...page, title: t("title"), text: t("body"), code });
  return plainContent({ ...page, title: t("notFoundTitle"), text: t("notFoundBody"), code: null });
}
