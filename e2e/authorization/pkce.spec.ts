import { approveConsent, followRedirect, outcomeOf, startAuthorization } from "../fixtures/connect-over-http.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

test("PKCE protects the code unless it is switched off", async ({ context, openContext, stack }) => {
  const methodOf = (consent: string) => new URL(consent).searchParams.get("code_challenge_method");
  await signUpDirectly(context, stack);
  const consent = await startAuthorization(context);
  expect(methodOf(consent)).toBe("S256");
  expect(outcomeOf(await followRedirect(context, await approveConsent(consent)))).toBe("connected");

  const app = await stack.startAnotherApp({ RECEIPTHERO_PKCE: "off" });
  const other = await openContext({ baseURL: app.url });
  await signUpDirectly(other, stack);
  const unprotected = await startAuthorization(other);
  expect(methodOf(unprotected)).toBeNull();
  expect(outcomeOf(await followRedirect(other, await approveConsent(unprotected)))).toBe("connected");
});
