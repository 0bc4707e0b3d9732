import { type Context, Hono } from "hono";
import { z } from "zod";
import { type Faults, faultProblem } from "../faults/faults.ts";
import type { Listener } from "../http/listener.ts";
import { linksIn } from "../mail/links.ts";
import { listMails } from "../mail/mails.ts";
import type { Deliveries } from "../notifications/deliveries.ts";
import type { Client } from "../settings.ts";
import { putClient, resetState, type Store } from "../state/store.ts";
import { grantConnections } from "./connections.ts";
import { ControlError, onlyLocalTools } from "./guard.ts";
import * as schemas from "./schemas.ts";
import { iso, viewState } from "./state-view.ts";
import { sendWebhook } from "./webhooks.ts";

/** The parts that the control API controls. `defaults` fills in omitted values of a new client. */
export type ControlParts = {
  store: Store;
  faults: Faults;
  deliveries: Deliveries;
  api: Pick<Listener, "open" | "close">;
  pagesUrl: string;
  defaults: Client;
};

/** The control API: the oracle of tests, and the hand that makes things happen. See sandbox/README.md. */
export function createControl({ store, faults, deliveries, api, pagesUrl, defaults }: ControlParts): Hono {
  const control = new Hono();
  control.use(onlyLocalTools);

  /** Makes the API listener what the faults say: closed while one of them is `refused`. */
  const applyRefusal = () => (faults.list().some(({ fault }) => fault === "refused") ? api.close() : api.open());

  control.get("/state", (c) => answer(c, schemas.stateAnswer, viewState(store)));

  control.get("/mails", (c) => {
    const mails = listMails(store, c.req.query("to")).map((mail) => ({
      ...mail,
      url: `${pagesUrl}/mailbox/${mail.id}`,
      receivedAt: iso(mail.receivedAt),
      links: linksIn(mail.text),
    }));
    return answer(c, schemas.mailsAnswer, { mails });
  });

  control.delete("/mails", (c) => {
    const deleted = store.state.mails.length;
    store.change((state) => {
      state.mails = [];
    });
    return answer(c, schemas.mailsDeletedAnswer, { deleted });
  });

  control.post("/connections", async (c) => {
    const request = await readBody(c, schemas.connectionsRequest);
    return answer(c, schemas.connectionsAnswer, { connections: grantConnections(store, defaults.id, request) });
  });

  control.post("/webhooks", async (c) => {
    const request = await readBody(c, schemas.webhookRequest);
    return answer(c, schemas.webhookAnswer, await sendWebhook(store, request));
  });

  control.get("/faults", (c) => answer(c, schemas.faultsAnswer, { faults: faults.list() }));

  control.put("/faults", async (c) => {
    const { times = null, ...request } = await readBody(c, schemas.faultRequest);
    const fault = { ...request, times };
    const problem = faultProblem(fault);
    if (problem !== null) throw new ControlError(400, "impossible_fault", problem);
    faults.set(fault);
    await applyRefusal();
    return answer(c, schemas.faultsAnswer, { faults: faults.list() });
  });

  control.delete("/faults", async (c) => {
    const { endpoint } = check(schemas.clearFaultsQuery, c.req.query());
    faults.clear(endpoint);
    await applyRefusal();
    return answer(c, schemas.faultsAnswer, { faults: faults.list() });
  });

  control.post("/clock", async (c) => {
    const { advanceSeconds } = await readBody(c, schemas.clockRequest);
    store.change((state) => {
      state.clockOffset += advanceSeconds * 1000;
    });
    deliveries.run();
    const clockOffsetSeconds = store.state.clockOffset / 1000;
    return answer(c, schemas.clockAnswer, { now: iso(store.now()), clockOffsetSeconds });
  });

  control.post("/reset", async (c) => {
    await readBody(c, schemas.nothing);
    store.change(resetState);
    faults.clear();
    await applyRefusal();
    return answer(c, schemas.resetAnswer, { reset: true });
  });

  control.post("/clients", async (c) => {
    const { name, webhookUrl, webhookKey, apiKey, ...given } = await readBody(c, schemas.clientRequest);
    const client: Client = {
      ...given,
      name: name ?? given.id,
      webhookUrl: webhookUrl ?? defaults.webhookUrl,
      webhookKey: webhookKey ?? defaults.webhookKey,
      apiKey: apiKey ?? defaults.apiKey,
    };
    store.change((state) => putClient(state, client));
    const { secret: _secret, ...shown } = client;
    return answer(c, schemas.clientAnswer, shown);
  });

  control.notFound((c) => refuse(c, new ControlError(404, "not_found", "See sandbox/README.md for what there is.")));
  control.onError((error, c) => {
    if (error instanceof ControlError) return refuse(c, error);
    return c.json({ error: "sandbox_failed", message: "This is a fault of the sandbox." }, 500);
  });
  return control;
}

async function readBody<S extends z.ZodType>(c: Context, schema: S): Promise<z.infer<S>> {
  const text = await c.req.text();
  let body: unknown;
  try {
    body = text === "" ? {} : JSON.parse(text);
  } catch {
    throw new ControlError(400, "invalid_json", "Send a JSON object.");
  }
  return check(schema, body);
}

function check<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ControlError(400, "invalid_request", z.prettifyError(parsed.error));
}

function answer<S extends z.ZodType>(c: Context, schema: S, value: z.infer<S>): Response {
  return c.json(schema.parse(value), 200, { "Cache-Control": "no-store" });
}

function refuse(c: Context, { status, code, message }: ControlError): Response {
  return c.json({ error: code, message }, status, { "Cache-Control": "no-store" });
}
