import type { Page, Request } from "@playwright/test";
import { connect } from "../fixtures/connect-over-http.ts";
import { makeReceipts } from "../fixtures/receipts.ts";
import { signInAsAdmin } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

/** Opens a page, focuses each of its links, and lists the pages that were requested, as documents or as their data. */
async function requestsOf(page: Page, path: string): Promise<string[]> {
  const requests: string[] = [];
  const note = (request: Request) => {
    const { pathname, search } = new URL(request.url());
    if (["document", "fetch"].includes(request.resourceType())) requests.push(pathname + search);
  };
  page.on("request", note);
  await page.goto(path);
  await page.waitForLoadState("networkidle");
  for (const link of await page.getByRole("link").filter({ visible: true }).all()) await link.focus();
  await page.waitForLoadState("networkidle");
  page.off("request", note);
  return requests;
}

test("a page requests no other page before somebody follows a link", async ({ page, stack }) => {
  await signInAsAdmin(page, stack);
  const id = await connect(page);
  await makeReceipts(stack, id, { "receipt-1": {} });
  const paths = [`/connections/${id}`, `/connections/${id}/receipts`, "/admin", "/admin/connections", "/admin/audit"];
  for (const path of paths) expect(await requestsOf(page, path)).toEqual([path]);
});
