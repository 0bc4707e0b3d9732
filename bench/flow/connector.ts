import { unescapeHtml } from "../../e2e/fixtures/html.ts";
import { Problem } from "../../tools/stack/bootstrap/report.mjs";

/** A flow: how long all of it took, and its callback alone, in milliseconds. */
export type FlowTimes = { flow: number; callback: number };

/** Takes whole flows, one after the other, as the script of a page does. */
export type Connector = () => Promise<FlowTimes>;

/** A member in a browser that has opened the connect form. @param cookie of the member's session */
export async function openConnectForm(url: string, merchantId: string, cookie: string): Promise<Connector> {
  const page = `${url}/businesses/${merchantId}/connections/new`;
  const { action, fields } = readForm(await (await fetch(page, { headers: { cookie } })).text());
  let cookies = cookie;
  return () =>
    takeFlow(async () => {
      const response = await post(page, action, fields, cookies);
      const [browser] = response.headers.getSetCookie().map((header) => header.split(";")[0] ?? "");
      if (browser) cookies = `${cookie}; ${browser}`;
      const [consent = ""] = (response.headers.get("x-action-redirect") ?? "").split(";");
      return { consent, cookies };
    });
}

/** A browser at the bare callback. */
export function bareConnector(url: string): Connector {
  return () => takeFlow(async () => ({ consent: await redirectOf(`${url}/start`), cookies: "" }));
}

/** @param start asks for the address of the consent page, and gives the cookies for the callback */
async function takeFlow(start: () => Promise<{ consent: string; cookies: string }>): Promise<FlowTimes> {
  const begun = performance.now();
  const { consent, cookies } = await start();
  const callback = await redirectOf(consent);
  const back = performance.now();
  const end = await redirectOf(callback, { cookie: cookies });
  const done = performance.now();
  if (!new URL(end, callback).pathname.startsWith("/connections/")) throw new Problem(`A flow ended at ${end}.`);
  return { flow: done - begun, callback: done - back };
}

async function redirectOf(url: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(url, { headers, redirect: "manual" });
  await response.arrayBuffer();
  const location = response.headers.get("location");
  if (!location) throw new Problem(`${url} answered ${response.status}.`);
  return location;
}

type ConnectForm = { action: string; fields: [name: string, value: string][] };

/** The id of the form's action, and what the browser sends with the form as it stands. */
function readForm(html: string): ConnectForm {
  const form = html.slice(html.lastIndexOf("<form", html.search(BOUND_ACTION)));
  const inputs = [...form.slice(0, form.indexOf("</form>")).matchAll(/<input[^>]*>/g)].map(([input]) => ({
    name: attribute(input, "name"),
    value: attribute(input, "value"),
    isSent: attribute(input, "type") !== "checkbox" || /\schecked\b/.test(input),
  }));
  const { id } = JSON.parse(inputs.find(({ name }) => BOUND_ACTION.test(name))?.value ?? "{}");
  const sent = inputs.filter(({ name, isSent }) => isSent && name !== "" && !name.startsWith("$ACTION"));
  return { action: id, fields: sent.map(({ name, value }) => [name, value]) };
}

/** The field with the id of an action that gets its last answer as well as the form. */
const BOUND_ACTION = /\$ACTION_\d+:0/;

const attribute = (tag: string, name: string) => unescapeHtml(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? "");

/** Calls a server action as React does: with the last answer, of which there is none, and the form. */
function post(page: string, action: string, fields: ConnectForm["fields"], cookie: string): Promise<Response> {
  const body = new FormData();
  for (const [name, value] of fields) body.append(`_1_${name}`, value);
  body.append("0", '["$undefined","$K1"]');
  const { origin } = new URL(page);
  const headers = { "Next-Action": action, Accept: "text/x-component", Origin: origin, Cookie: cookie };
  return fetch(page, { method: "POST", headers, body, redirect: "manual" });
}
