import { extname } from "node:path";
import type { Page } from "@playwright/test";
import { en } from "../fixtures/messages.ts";
import { publicFiles } from "../fixtures/route-inventory.ts";
import { PARTNER } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const TYPES: Record<string, RegExp> = {
  ".js": /^application\/javascript/,
  ".ico": /^image\/(x-icon|vnd\.microsoft\.icon)$/,
  ".png": /^image\/png$/,
  ".svg": /^image\/svg\+xml$/,
  ".txt": /^text\/plain/,
};
/** The partner's own pages load it. */
const FOR_OTHER_SITES = "/connect.js";
const MANIFEST = "/manifest.webmanifest";
const SECURITY = "/.well-known/security.txt";

test("a visitor who is not signed in gets every public file, with the security headers", async ({ stack }) => {
  const files = publicFiles();
  expect(files).toContain("/robots.txt");
  for (const path of [...files, MANIFEST]) {
    const { status, headers } = await fetch(`${stack.app.url}${path}`, { redirect: "manual" });
    expect(status, path).toBe(200);
    expect(headers.get("content-type"), path).toMatch(TYPES[extname(path)] ?? /^application\/manifest\+json$/);
    expect(headers.get("x-content-type-options"), path).toBe("nosniff");
    const policy = path === FOR_OTHER_SITES ? "cross-origin" : "same-origin";
    expect(headers.get("cross-origin-resource-policy"), path).toBe(policy);
    expect(headers.get("content-security-policy"), path).toContain("default-src 'self'");
    expect(headers.get("set-cookie"), path).toBeNull();
  }
});

test("search engines are asked to read nothing", async ({ stack }) => {
  expect(await (await fetch(`${stack.app.url}/robots.txt`)).text()).toBe("User-agent: *\nDisallow: /\n");
});

test("the browser accepts the manifest, which has the partner's name and icons of the sizes it states", async ({
  page,
}) => {
  await page.goto("/sign-in");
  const devtools = await page.context().newCDPSession(page);
  const { errors, data = "" } = await devtools.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const manifest = JSON.parse(data);
  expect(manifest).toMatchObject({ name: `${en.app.title} · ${PARTNER}`, short_name: PARTNER, start_url: "/" });
  const purposes = manifest.icons.map((icon: { purpose?: string }) => icon.purpose ?? "any");
  expect(purposes).toEqual(["any", "any", "maskable"]);
  for (const { src, sizes } of manifest.icons) expect(await sizeOf(page, src), src).toBe(sizes);
});

test("a page names icons of the sizes that it states", async ({ page }) => {
  await page.goto("/sign-in");
  const icons = await page
    .locator('link[rel~="icon"], link[rel="apple-touch-icon"]')
    .evaluateAll((links) =>
      links.map((link) => [link.getAttribute("rel"), link.getAttribute("href"), link.getAttribute("sizes")]),
    );
  expect(icons).toEqual([
    ["icon", "/favicon.ico", "48x48"],
    ["icon", "/icon.svg", "any"],
    ["apple-touch-icon", "/apple-touch-icon.png", null],
  ]);
  expect(await sizeOf(page, "/favicon.ico")).toBe("48x48");
  expect(await sizeOf(page, "/apple-touch-icon.png")).toBe("180x180");
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`the browser's own frame has the colour of the page in the ${colorScheme} scheme`, async ({ openBrowser }) => {
    const page = await openBrowser({ colorScheme });
    await page.goto("/sign-in");
    const [frame, paper] = await page.evaluate(() => {
      const metas = [...document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')];
      const meta = metas.find(({ media }) => matchMedia(media).matches);
      const canvas = new OffscreenCanvas(1, 1).getContext("2d");
      return [meta?.content ?? "", getComputedStyle(document.body).backgroundColor].map((color) => {
        if (!canvas) return null;
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
      });
    });
    expect(frame).toEqual(paper);
  });
}

test("security.txt names SECURITY_CONTACT, and does not exist without it", async ({ stack }) => {
  const none = await fetch(`${stack.app.url}${SECURITY}`, { redirect: "manual" });
  expect(none.status).toBe(404);

  const app = await stack.startAnotherApp({ SECURITY_CONTACT: "security@example.com" });
  const response = await fetch(`${app.url}${SECURITY}`, { redirect: "manual" });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  const [contact, expires = "", ...rest] = (await response.text()).split("\n");
  expect(contact).toBe("Contact: mailto:security@example.com");
  expect(rest).toEqual([`Canonical: ${app.url}${SECURITY}`, ""]);
  const days = (Date.parse(expires.replace("Expires: ", "")) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(30);
  expect(days).toBeLessThan(365);
});

/** The size at which the browser draws an image, as `192x192`. */
async function sizeOf(page: Page, src: string): Promise<string> {
  return page.evaluate(async (address) => {
    const image = new Image();
    image.src = address;
    await image.decode();
    return `${image.naturalWidth}x${image.naturalHeight}`;
  }, src);
}
