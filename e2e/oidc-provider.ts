// An OpenID Connect provider for the journeys: whatever is typed as the login is the person's address. It is confirmed
// unless the login begins with one of the words below. It keeps everything in memory.
//
// Two things are as other people's providers have them. Its issuer has a path that ends in a slash, and its authorization
// endpoint stands on another host (`localhost` and not `127.0.0.1`), which redirects to it.

import { createServer } from "node:http";
import Provider from "oidc-provider";

const { OIDC_PORT, OIDC_DOOR_PORT, OIDC_REDIRECT_URI = "", OIDC_CLIENT_SECRET = "" } = process.env;

const PATH = "/realm";
const door = `http://localhost:${OIDC_DOOR_PORT}`;

const provider = new Provider(`http://127.0.0.1:${OIDC_PORT}${PATH}/`, {
  clients: [{ client_id: "journeys", client_secret: OIDC_CLIENT_SECRET, redirect_uris: [OIDC_REDIRECT_URI] }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  features: { devInteractions: { enabled: true } },
  cookies: { keys: ["only for journeys"] },
  findAccount: (_context, accountId) => ({
    accountId,
    claims: () => ({ sub: accountId, name: "Pia Provider", ...addressOf(accountId) }),
  }),
});

function addressOf(login: string) {
  if (login.startsWith("addressless-")) return {};
  if (login.startsWith("claimless-")) return { email: login };
  if (login.startsWith("text-")) return { email: login, email_verified: "true" };
  return { email: login, email_verified: !login.startsWith("unconfirmed-") };
}

provider.use(async (context, next) => {
  await next();
  if (context.path === "/.well-known/openid-configuration") {
    context.body = { ...Object(context.body), authorization_endpoint: `${door}${PATH}/auth` };
  }
});

const answer = provider.callback();
const server = createServer((request, response) => {
  const originalUrl = request.url ?? "/";
  if (!originalUrl.startsWith(`${PATH}/`)) return void response.writeHead(404).end();
  answer(Object.assign(request, { originalUrl, url: originalUrl.slice(PATH.length) }), response);
});
createServer((request, response) => {
  response.writeHead(302, { Location: `http://127.0.0.1:${OIDC_PORT}${request.url}` }).end();
}).listen(Number(OIDC_DOOR_PORT), "localhost", () =>
  server.listen(Number(OIDC_PORT), "127.0.0.1", () => process.send?.({ ready: true })),
);
process.once("disconnect", () => process.exit(0));
