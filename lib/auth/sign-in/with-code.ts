import "server-only";
import type { Route } from "next";
import { currentBrowser } from "@/lib/auth/browser";
import { type Guess, tryCode } from "@/lib/auth/codes/try-code";
import { linkHash } from "@/lib/auth/links/sign-in-link-hash";
import { finishByStandIn, STAND_IN_LIFETIME } from "@/lib/auth/links/stand-in";
import { randomSecret } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";

type Refusal = Exclude<Guess["result"], "right">;

/**
 * Signs this browser in with the code that was sent for it. It voids the link in the same email and passes a new
 * temporary link to Auth.js, so a code and a link sign in by the same steps. Only for actions.
 * @param code as `codeSchema` returns it
 * @returns the path to which Auth.js redirects, or why the code was refused
 * @throws any database error
 */
export async function signInWithCode(code: string): Promise<{ path: Route } | { refused: Refusal }> {
  const browserHash = await currentBrowser();
  const guess: Guess = browserHash ? await tryCode("SIGN_IN", browserHash, code) : { result: "missing" };
  if (guess.result !== "right") return { refused: guess.result };

  const token = await replaceLink(guess.email, guess.linkHash);
  if (!token) return { refused: "missing" };
  const link = { token, email: guess.email, callbackUrl: guess.returnTo };
  return { path: await finishByStandIn(link, "code") };
}

/**
 * Deletes a link and creates another one.
 * @returns the new link's token, or null when the old link was already used
 */
async function replaceLink(identifier: string, oldHash: string | null): Promise<string | null> {
  const token = randomSecret();
  const expires = new Date(Date.now() + STAND_IN_LIFETIME);
  return db().$transaction(async (tx) => {
    const replaced = await tx.verificationToken.deleteMany({ where: { identifier, token: oldHash ?? "" } });
    if (replaced.count === 0) return null;
    await tx.verificationToken.create({ data: { identifier, token: linkHash(token), expires } });
    return token;
  });
}
