import "server-only";
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { connectSessionBody, connectSessionSchema } from "@/lib/api/bodies/connect-session";
import { externalId, noQuery } from "@/lib/api/fields";
import { json, needs, problems } from "@/lib/api/operation";
import { createPostRoute, postProblems } from "@/lib/api/post-route";
import { RefusedError } from "@/lib/api/refused-error";
import { longestConsentMessage } from "@/lib/brand/consent-message";
import { createConnectSession, type NewSession } from "@/lib/connect-sessions/create";
import { getSessionForKey, type KeySession } from "@/lib/connect-sessions/get-for-key";
import { MAX_RETURN_URL } from "@/lib/connect-sessions/return-url";
import { metadataPairsSchema } from "@/lib/connections/metadata/metadata";
import { emailAddress } from "@/lib/email-address";
import { env } from "@/lib/env";
import { MAX_BUSINESS_NAME, MAX_LABEL } from "@/lib/forms/field-limits";
import { name } from "@/lib/forms/fields";
import type { Locale } from "@/lib/i18n/locales";
import { businessName } from "@/lib/merchants/fields";
import type { ApiKey } from "@/lib/principal";
import { receiptheroIdSchema } from "@/lib/receipthero/id";
import { scopes } from "@/lib/receipthero/scopes";
import { ConnectSessionPurpose } from "@/prisma/generated/enums";

/** The longest `state`, in characters. */
const MAX_STATE = 500;

const tags = ["Connect sessions"];

const metadata = z
  .record(z.string(), z.string())
  .transform((pairs) => Object.entries(pairs).map(([key, value]) => ({ key, value })))
  .pipe(metadataPairsSchema)
  .openapi({ type: "object", additionalProperties: { type: "string" }, example: { cost_centre: "4711" } });

const newSession = z
  .strictObject({
    purpose: z.enum(ConnectSessionPurpose),
    external_id: externalId.describe("Your own identifier for the customer. It finds or creates the merchant."),
    business_name: businessName()
      .describe("The name of a new merchant. One that exists keeps its name.")
      .openapi({ type: "string", maxLength: MAX_BUSINESS_NAME, example: "Kahvila Aamu Oy" }),
    email: emailAddress()
      .optional()
      .openapi({ type: "string", description: "The user who signs in with it becomes an owner of the merchant." }),
    locale: z
      .enum(["en", "fi", "sv"] satisfies Locale[])
      .optional()
      .describe("The language of the pages, unless the customer has chosen another one here."),
    label: name(1, MAX_LABEL).optional().openapi({ type: "string", maxLength: MAX_LABEL, example: "Shop in Turku" }),
    scopes: z.array(z.enum(scopes)).min(1).max(scopes.length).optional(),
    metadata: metadata.optional(),
    receipthero_id: receiptheroIdSchema
      .describe("The connection to reconnect or manage.")
      .optional()
      .openapi({ type: "string", example: "ab1c-9f" }),
    return_url: z
      .url({ protocol: /^https?$/, normalize: true })
      .max(MAX_RETURN_URL)
      .describe("Where the browser goes afterwards. Its origin must be in CONNECT_RETURN_ORIGINS.")
      .openapi({ example: "https://app.example.com/receipts/connected" }),
    state: z
      .string()
      .max(MAX_STATE)
      // PostgreSQL stores no NUL and a URL carries no half character, so they would not come back as they are.
      .refine((text) => !text.includes("\0") && text.isWellFormed(), "Not a text")
      .optional()
      .describe("Returned to `return_url` as it is."),
  })
  .refine(({ purpose, receipthero_id }) => (purpose === "connect") === (receipthero_id === undefined), {
    path: ["receipthero_id"],
    message: "Required to reconnect or manage, and not allowed to connect",
  })
  .refine((asked) => asked.scopes?.every((scope) => env().RECEIPTHERO_SCOPES.includes(scope)) ?? true, {
    path: ["scopes"],
    message: "Not in RECEIPTHERO_SCOPES",
  })
  .openapi("NewConnectSession");

const create = createPostRoute("connect:write", {
  path: "/connect-sessions",
  operationId: "createConnectSession",
  tags,
  summary: "Create a connect session",
  description:
    "A customer who is signed in on your site connects, reconnects or manages a connection without signing in here. Open `url` in the customer's browser. Afterwards the browser goes to `return_url` with `session_id`, `status`, `reason`, `receipthero_id` and `state`. These are a claim: anyone can call your page with them. Get the session to learn the truth.",
  request: {
    query: noQuery,
    body: { required: true, content: { "application/json": { schema: newSession } } },
  },
  responses: {
    201: json(
      "The session.",
      connectSessionSchema
        .extend({ url: z.string().describe("The link for the customer's browser, and for nobody else.") })
        .openapi("CreatedConnectSession"),
    ),
    ...postProblems("return_origin_not_allowed", "authorization_url_too_long", "not_found", "not_active"),
  },
});

const get = createRoute({
  ...needs("connect:write"),
  method: "get",
  path: "/connect-sessions/{session_id}",
  operationId: "getConnectSession",
  tags,
  summary: "Get a connect session",
  request: {
    params: z.object({ session_id: z.uuid().openapi({ param: { name: "session_id", in: "path" } }) }),
    query: noQuery,
  },
  responses: { 200: json("The session.", connectSessionSchema), ...problems("not_found") },
});

/** Connect sessions: how a merchant connects who is signed in on the partner's own site. */
export const connectSessions = new OpenAPIHono()
  .openapi(create, async (context) => {
    const key = context.get("key");
    const body = context.req.valid("json");
    const id = context.get("resultId");
    const asked = { ...toNewSession(body), pairs: body.metadata ?? [] };
    const url = await createConnectSession(key, id, asked, await longestConsentMessage());
    return context.json({ ...connectSessionBody(await find(key, id)), url }, 201);
  })
  .openapi(get, async (context) => {
    const session = await find(context.get("key"), context.req.valid("param").session_id);
    return context.json(connectSessionBody(session), 200);
  });

function toNewSession({ purpose, receipthero_id, ...body }: z.infer<typeof newSession>) {
  return {
    about: aboutOf(purpose, receipthero_id),
    externalId: body.external_id,
    businessName: body.business_name,
    email: body.email ?? null,
    locale: body.locale ?? null,
    label: body.label ?? null,
    scopes: body.scopes ? [...new Set(body.scopes)] : null,
    returnUrl: body.return_url,
    partnerState: body.state ?? null,
  };
}

function aboutOf(purpose: ConnectSessionPurpose, receiptheroId: string | undefined): NewSession["about"] {
  return purpose === "connect" || receiptheroId === undefined ? { purpose: "connect" } : { purpose, receiptheroId };
}

async function find(key: ApiKey<"connect:write">, id: string): Promise<KeySession> {
  const session = await getSessionForKey(key, id);
  if (!session) throw new RefusedError("not_found");
  return session;
}
