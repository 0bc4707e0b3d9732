import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";

// The least that ReceiptHero can be, so that a flow measures what is asked of it and not the sandbox, whose consent page
// grows with each connection: it approves every request at once, and each code gives a new connection.

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  if (pathname === "/auth") {
    const answer = new URLSearchParams({ code: randomUUID(), state: searchParams.get("state") ?? "" });
    response.writeHead(303, { Location: `${searchParams.get("redirect_uri")}?${answer}` }).end();
    return;
  }
  await buffer(request);
  const claims = { receipthero_id: randomUUID(), iat: Math.floor(Date.now() / 1_000) };
  response
    .writeHead(200, { "Content-Type": "application/json" })
    .end(JSON.stringify({ access_token: `${encode({ alg: "none" })}.${encode(claims)}.`, scope: "receipt:read" }));
}).listen(Number(process.env.PORT), "127.0.0.1");
