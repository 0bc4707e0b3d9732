// Connects a customer with a connect session, and lists the customer's connections.
//
//   API_URL=https://connect.example.com API_KEY=rhc_… RETURN_URL=https://app.example.com/done node example.ts
//
// The key needs connect:write and connections:read.

import { createClient } from "./index.js";

const { API_URL = "", API_KEY = "", RETURN_URL = "" } = process.env;
const client = createClient({ url: API_URL, key: API_KEY });

const session = await client.POST("/connect-sessions", {
  params: { header: { "Idempotency-Key": crypto.randomUUID() } },
  body: {
    purpose: "connect",
    external_id: "customer-4711",
    business_name: "Kahvila Aamu Oy",
    return_url: RETURN_URL,
  },
});
// A problem has a stable code (RFC 9457).
if (session.error) throw new Error(session.error.code);
console.log(`Open in the customer's browser: ${session.data.url}`);

const { data: state } = await client.GET("/connect-sessions/{session_id}", {
  params: { path: { session_id: session.data.id } },
});
console.log(`The session is ${state?.status}.`);

let cursor: string | undefined;
do {
  const page = await client.GET("/connections", { params: { query: { external_id: "customer-4711", cursor } } });
  if (page.error) throw new Error(page.error.code);
  for (const { receipthero_id, health } of page.data.data) console.log(`${receipthero_id} is ${health}.`);
  cursor = page.data.next_cursor ?? undefined;
} while (cursor !== undefined);
