import { z } from "zod";
import { parseEmailAddress } from "../email-address.ts";
import { explanations } from "./explanations.ts";
import { issuer, list, shownName, url } from "./formats.ts";

/** Emails, admins, and the identity provider. */
export const signInSettings = {
  EMAIL_SERVER: url(["smtp:", "smtps:"], "is not an smtp:// or smtps:// URL")
    .refine(
      (value) => !URL.parse(value)?.searchParams.has("ignoreTLS"),
      "must not hold ignoreTLS: sign-in links are sent there",
    )
    .register(explanations, {
      description:
        "The server that sends emails: an `smtp://` or `smtps://` URL. With `smtp://` as well, emails are sent over TLS only (STARTTLS), unless the host is this machine.",
      unset: "the sandbox's mailbox while everything is embedded, otherwise required",
      example: "smtp://user:password@smtp.example.com:587",
    }),
  EMAIL_FROM: z.string().includes("@", "is not a sender's address").register(explanations, {
    description: "The sender of the emails. An admin can change its name at `/admin/brand`, and not its address.",
    unset: "an address of the sandbox while everything is embedded, otherwise required",
    example: "Example <no-reply@example.com>",
  }),
  ADMIN_EMAILS: z
    .string()
    .default("")
    .transform((value) => list(value).map(parseEmailAddress))
    .pipe(z.array(z.string("holds something that is not an e-mail address")))
    .register(explanations, {
      description:
        "The email addresses of admins, comma separated. These users become admins at each sign-in. A domain may contain letters such as ä.",
      unset: "nobody; `admin@example.com` while everything is embedded and neither `APP_URL` nor `EMAIL_SERVER` is set",
      example: "anna@example.com,oskar@example.com",
    }),
  BULK_APPROVAL_ABOVE: z.coerce
    .number("is not a number")
    .int("is not a whole number")
    .min(0, "is negative")
    .max(2_147_483_647, "is more connections than there can be")
    .optional()
    .register(explanations, {
      description:
        "How many connections an admin may disconnect by bulk disconnects without a second admin, by one or by several within 24 hours. A bulk disconnect of more waits until another admin approves it, and expires after 24 hours. `0` means that each one waits.",
      unset: "a bulk disconnect never waits",
      example: "100",
    }),
  SIGN_UP: z.enum(["open", "invited"], "is neither open nor invited").default("open").register(explanations, {
    description:
      "Who may create an account: `open`, everyone; `invited`, only an email address that staff or a member invited, that your own systems named as an owner's, or that is in `ADMIN_EMAILS`. Others who ask for a sign-in link get an email that says whom to ask. Connect sessions of the API need no account and always work.",
    unset: "`open`",
    example: "invited",
  }),
  AUTH_OIDC_ISSUER: issuer.optional().register(explanations, {
    description:
      "An OpenID Connect provider for sign-in, beside emailed links. Write the issuer exactly as the provider does, with or without a slash at its end. Register the redirect URL `APP_URL/api/auth/callback/oidc` with the provider. Set `AUTH_OIDC_CLIENT_ID` and `AUTH_OIDC_CLIENT_SECRET` as well.",
    unset: "sign-in by email only",
    example: "https://login.example.com",
  }),
  AUTH_OIDC_CLIENT_ID: z.string().optional().register(explanations, {
    description: "The client ID that the provider gave you.",
    unset: "sign-in by email only",
    example: "receipthero-connect",
  }),
  AUTH_OIDC_CLIENT_SECRET: z.string().optional().register(explanations, {
    description: "The client secret that the provider gave you.",
    unset: "sign-in by email only",
    source: "the client secret of your identity provider",
  }),
  AUTH_OIDC_NAME: shownName(40).default("Single sign-on").register(explanations, {
    description: "The name of the provider, as users see it.",
    unset: "`Single sign-on`",
    example: "Example login",
  }),
  AUTH_OIDC_TRUST_EMAIL: z.enum(["off", "on"], "is neither off nor on").default("off").register(explanations, {
    description:
      "Whether an email address counts as confirmed if the provider does not send the claim `email_verified`: `off` or `on`. Set `on` only if users cannot choose their own address at the provider.",
    unset: "`off`",
    example: "on",
  }),
  AUTH_OIDC_SCOPES: z
    .string()
    .regex(/^[\x21\x23-\x5b\x5d-\x7e ]*$/, "holds something that is no scope")
    .default("")
    .transform((value) => value.split(" ").filter(Boolean))
    .register(explanations, {
      description:
        "What to ask the provider for beside `openid email profile`, separated by spaces. Some providers send groups only if they are asked for the scope `groups`.",
      unset: "nothing more",
      example: "groups",
    }),
  AUTH_OIDC_ROLE_CLAIM: z
    .string()
    .trim()
    .max(200, "is longer than 200 characters")
    .regex(/^[^.]+(\.[^.]+)*$/, "has no name before, after or between its dots")
    .optional()
    .register(explanations, {
      description:
        "The claim with a user's groups: a text or a list of texts, in the ID token or else in the userinfo response. A claim inside another one is written with a dot, such as `realm_access.roles`. With it, the groups decide who is staff, at each sign-in with the provider: who is in neither group is a merchant. A session of staff then ends 12 hours after the sign-in. Set `AUTH_OIDC_ADMIN_GROUP` as well.",
      unset: "admins decide about roles",
      example: "groups",
    }),
  AUTH_OIDC_ADMIN_GROUP: z.string().trim().optional().register(explanations, {
    description: "The group whose members are admins. Users in `ADMIN_EMAILS` are admins in any case.",
    unset: "admins decide about roles",
    example: "connect-admins",
  }),
  AUTH_OIDC_SUPPORT_GROUP: z.string().trim().optional().register(explanations, {
    description: "The group whose members are support.",
    unset: "groups make nobody support",
    example: "connect-support",
  }),
  AUTH_STAFF: z.enum(["any", "oidc"], "is neither any nor oidc").default("any").register(explanations, {
    description:
      "How staff sign in: `any`, by email or with the identity provider; `oidc`, with the identity provider alone. Then sessions of staff that began by email end, and a link or a code signs in no staff. Users in `ADMIN_EMAILS` still can, because the provider may be away: each such sign-in is a warning in the log, an audit event and an alarm to admins.",
    unset: "`any`",
    example: "oidc",
  }),
};
