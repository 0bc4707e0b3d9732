// An OpenID Connect provider for the journeys: whatever is typed as the login is the person's address, and it is
// confirmed unless it begins with "unconfirmed". It keeps everything in memory.

import Provider from "oidc-provider";

const { OIDC_PORT, OIDC_REDIRECT_URI = "", OIDC_CLIENT_SECRET = "" } = process.env;

const provider = new Provider(`http://127.0.0.1:${OIDC_PORT}`, {
  clients: [{ client_id: "journeys", client_secret: OIDC_CLIENT_SECRET, redirect_uris: [OIDC_REDIRECT_URI] }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  features: { devInteractions: { enabled: true } },
  cookies: { keys: ["only for journeys"] },
  findAccount: (_context, accountId) => ({
    accountId,
    claims: () => ({
      sub: accountId,
      email: accountId,
      email_verified: !accountId.startsWith("unconfirmed"),
      name: "Pia Provider",
    }),
  }),
});

provider.listen(Number(OIDC_PORT), "127.0.0.1", () => process.send?.({ ready: true }));
process.once("disconnect", () => process.exit(0));
