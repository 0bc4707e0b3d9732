import { gzipSync } from "node:zlib";

/** The bytes of a page. `scripts` and `styles` are compressed, as a proxy sends them, and `compressed` is the HTML so. */
export type PageWeight = {
  html: number;
  compressed: number;
  /** The part of the HTML from which the browser's React takes the page over. */
  flight: number;
  scripts: number;
  styles: number;
  fonts: number;
  /** The page and all files that it names. */
  requests: number;
};

/**
 * Weighs a page as a browser with an empty cache loads it. A browser that knows modules skips the polyfills.
 * @param url of the page
 * @param headers such as those with a session's cookie
 * @throws {Error} when the page or a file of it does not answer 200
 */
export async function weighPage(url: string, headers: Record<string, string> = {}): Promise<PageWeight> {
  const response = await fetch(url, { headers, redirect: "manual" });
  const html = await response.text();
  if (response.status !== 200) throw new Error(`${url} answers ${response.status}.`);
  const polyfills = [...html.matchAll(/<script[^>]*nomodule[^>]*>/gi)].flatMap(([tag]) => filesIn(tag, "js"));
  const scripts = filesIn(html, "js").filter((file) => !polyfills.includes(file));
  const sheets = await Promise.all(filesIn(html, "css").map((file) => download(url, file)));
  const named = filesIn([html, ...sheets].join("\n"), "woff2");
  const fonts = await Promise.all(named.map((file) => download(url, file)));
  const loaded = await Promise.all(scripts.map((file) => download(url, file)));
  return {
    html: Buffer.byteLength(html),
    compressed: gzipSync(html).length,
    flight: sum([...html.matchAll(/self\.__next_f\.push\((.*?)\)<\/script>/gs)].map(([, data = ""]) => data.length)),
    scripts: sum(loaded.map((file) => gzipSync(file).length)),
    styles: sum(sheets.map((file) => gzipSync(file).length)),
    fonts: sum(fonts.map((file) => file.length)),
    requests: 1 + scripts.length + sheets.length + fonts.length,
  };
}

/** The files of the build with an ending that a text names, each once. A style sheet names its fonts relatively. */
function filesIn(text: string, ending: string): string[] {
  const names = text.matchAll(
    new RegExp(`(?:/_next/static/|static/|\\.\\./)((?:chunks|media)/[\\w~.-]+\\.${ending})\\b`, "g"),
  );
  return [...new Set([...names].map(([, name]) => `/_next/static/${name}`))];
}

async function download(page: string, file: string): Promise<Buffer> {
  const response = await fetch(new URL(file, page));
  if (!response.ok) throw new Error(`${file} answers ${response.status}.`);
  return Buffer.from(await response.arrayBuffer());
}

const sum = (sizes: number[]) => sizes.reduce((total, size) => total + size, 0);
