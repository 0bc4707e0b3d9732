import { randomUUID } from "node:crypto";
import { unescapeHtml } from "../../e2e/fixtures/html.ts";
import { Problem } from "../../tools/stack/bootstrap/report.mjs";
import { type Round, summarize } from "./load.ts";

/** The partner's own page, to which browsers return. Nothing listens there: the visit ends before it. */
export const RETURN_ORIGIN = "http://127.0.0.1:9";

/** The body of a call that creates a connect session. `externalId`: the customer. */
export function newSession(externalId: string): string {
  const session = {
    purpose: "connect",
    external_id: externalId,
    business_name: "Bench",
    return_url: `${RETURN_ORIGIN}/`,
  };
  return JSON.stringify(session);
}

type Page = { url: string; html: string };

/** Connects new customers for some seconds, several at once. Each takes a whole connect session. */
export async function connectMany(url: string, authorization: string, atOnce: number, seconds: number): Promise<Round> {
  const times: number[] = [];
  const begun = performance.now();
  const customers = async () => {
    while (performance.now() - begun < seconds * 1_000) {
      const started = performance.now();
      await connectOne(url, authorization);
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, customers));
  return summarize(times, (performance.now() - begun) / 1_000);
}

/**
 * Connects a new customer, with a browser that runs no script: from the creation of a connect session, over the consent
 * page of the sandbox, to the answer that the session is connected.
 * @param url of the application, or of the bare handler
 * @throws {Problem} when the customer is not connected
 */
async function connectOne(url: string, authorization: string): Promise<void> {
  const sessions = `${url}/api/v1/connect-sessions`;
  const headers = { Authorization: authorization };
  const created = await fetch(sessions, {
    method: "POST",
    headers: { ...headers, "Content-Type": "application/json" },
    body: newSession(randomUUID()),
  });
  const session = (await created.json()) as { id: string; url: string };
  const browser = openBrowser();
  const page = await browser.open(session.url);
  const consent = await browser.submit(page, {});
  await browser.submit(consent, { decision: "approve" });
  const { status } = (await (await fetch(`${sessions}/${session.id}`, { headers })).json()) as { status: string };
  if (status !== "connected") throw new Problem(`A connect session at ${url} ended as ${status}.`);
}

/** A browser with its own cookies. It loads pages, and nothing that they refer to. */
function openBrowser() {
  const jars = new Map<string, Map<string, string>>();

  /** Requests a page, and follows redirects of both kinds. It stops before the partner's page. */
  async function open(
    address: string,
    form: { method: string; body: FormData | URLSearchParams } | null = null,
  ): Promise<Page> {
    let url = address;
    let init = form;
    for (;;) {
      const { origin } = new URL(url);
      if (origin === RETURN_ORIGIN) return { url, html: "" };
      const jar = jars.get(origin) ?? new Map<string, string>();
      jars.set(origin, jar);
      const headers = { Cookie: [...jar].map((pair) => pair.join("=")).join("; "), ...(init && { Origin: origin }) };
      const response = await fetch(url, { ...init, headers, redirect: "manual" });
      for (const cookie of response.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        jar.set(name, value);
      }
      const html = await response.text();
      const [, refresh] = /http-equiv="refresh" content="0;url=([^"]*)"/i.exec(html) ?? [];
      const next = response.headers.get("Location") ?? (refresh && unescapeHtml(refresh));
      if (!next && !response.ok) throw new Problem(`${url} gave the status ${response.status}.`);
      if (!next) return { url, html };
      url = new URL(next, url).href;
      init = null;
    }
  }

  /** Submits the last form of a page with its hidden fields and chosen options, and these in addition. */
  function submit({ url, html }: Page, fields: Record<string, string>): Promise<Page> {
    const form = html.slice(html.lastIndexOf("<form"), html.lastIndexOf("</form>"));
    const [tag] = /^<form[^>]*>/.exec(form) ?? [];
    if (tag === undefined) throw new Problem(`${url} has no form.`);
    const body = tag.includes("multipart/form-data") ? new FormData() : new URLSearchParams();
    for (const [input] of form.matchAll(/<input[^>]*>/g)) {
      const attribute = (name: string) => unescapeHtml(new RegExp(`\\s${name}="([^"]*)"`).exec(input)?.[1] ?? "");
      const isSent = attribute("type") === "hidden" || /\schecked\b/.test(input);
      if (isSent) body.append(attribute("name"), attribute("value"));
    }
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    const action = unescapeHtml(/\saction="([^"]*)"/.exec(tag)?.[1] ?? "");
    return open(new URL(action, url).href, { method: "POST", body });
  }

  return { open, submit };
}
