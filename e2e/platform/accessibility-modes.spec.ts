import type { Page } from "@playwright/test";
import { signInErrors } from "../../lib/auth/sign-in/errors.ts";
import { failureReasons } from "../../lib/errors/failure-reasons.ts";
import { sendConnectForm } from "../fixtures/connect-over-http.ts";
import { seeNothingBeside } from "../fixtures/overflow.ts";
import { createAccessFixture, type Role } from "../fixtures/roles.ts";
import { pagesInTheCode } from "../fixtures/route-inventory.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";
import { urlOfRoute } from "../fixtures/url-of-route.ts";

/** A screen of 1280 by 1024 pixels at a zoom of 400 % (WCAG 2.2, 1.4.10 and 2.4.11). */
const ZOOMED = { width: 320, height: 256 };

/** Pages that neither staff nor the owner of a business see. */
const SEEN_BY: Partial<Record<string, Role>> = {
  "/connect/[sessionId]": "connecting",
  "/sign-in": "anonymous",
  "/sign-in/confirm": "anonymous",
  "/welcome": "support",
};

/** The other languages of the pages, as a browser asks for them. Their texts have other lengths. */
const OTHER_LANGUAGES = ["fi-FI", "sv-FI"];

const roleFor = (route: string): Role => SEEN_BY[route] ?? (route.startsWith("/admin") ? "admin" : "owner");

/** Pages that lead elsewhere, because the user has one business. */
const LEADING_ELSEWHERE = ["/", "/connections", "/connections/new"];

/** Gives a browser what a page shows: a destination, or an opened link. @returns the URL of the page */
const PREPARED: Partial<Record<string, (page: Page, stack: Stack) => Promise<string>>> = {
  "/leaving": async (page, stack) => {
    // The page leads on at once. After a response without content, the browser stays.
    await page.route(
      (url) => url.origin !== stack.app.url,
      (route) => route.fulfill({ status: 204 }),
    );
    const sent = await sendConnectForm(page, {});
    return String(new URL(sent.headers().location ?? "", stack.app.url));
  },
  "/sign-in/confirm": async (page, stack) => {
    const value = String(new URLSearchParams({ token: "unused", email: "kahvila@example.com" }));
    await page.context().addCookies([{ name: "sign-in-link", value, url: stack.app.url }]);
    return `${stack.app.url}/sign-in/confirm`;
  },
};

/** The controls that get no visible focus, or that something covers whole when they have it, in the order of Tab. */
const badlyFocused = (page: Page) =>
  page.evaluate(() => {
    const controls = [...document.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, summary")];
    const reachable = controls.filter((control) => control.tabIndex >= 0 && control.checkVisibility());
    return reachable.flatMap((control) => {
      control.focus();
      if (document.activeElement !== control) return [];
      const { left, top, width, height } = control.getBoundingClientRect();
      const shares = [0.05, 0.25, 0.5, 0.75, 0.95];
      const isSeen = shares.some((x) =>
        shares.some((y) => {
          const seen = document.elementFromPoint(left + x * width, top + y * height);
          return seen !== null && control.contains(seen);
        }),
      );
      const problems = [
        ...(isSeen ? [] : ["is covered"]),
        ...(getComputedStyle(control).outlineStyle === "none" ? ["has no outline"] : []),
      ];
      return problems.map((problem) => `${control.outerHTML.slice(0, 90)} ${problem}`);
    });
  });

/** Gives a browser the cookie of a role, and no other. */
async function become(page: Page, cookie: string, { app }: Stack): Promise<void> {
  const [name = "", value = ""] = cookie.split("=");
  await page.context().clearCookies();
  if (name) await page.context().addCookies([{ name, value, url: app.url }]);
}

for (const [name, isStaffs] of [
  ["staff", true],
  ["everyone else", false],
] as const) {
  test(`every page of ${name} has room for its texts at 400 % zoom in each language, and works in forced colours and without motion`, async ({
    openBrowser,
    stack,
  }) => {
    const fixture = await createAccessFixture(stack);
    const page = await openBrowser({ viewport: ZOOMED, forcedColors: "active", reducedMotion: "reduce" });
    const inOthers = await Promise.all(
      // Without scripts, the pages are ready in half the time.
      OTHER_LANGUAGES.map((locale) => openBrowser({ viewport: ZOOMED, locale, javaScriptEnabled: false })),
    );
    const elsewhere: string[] = [];
    for (const route of pagesInTheCode().filter((path) => path.startsWith("/admin") === isStaffs)) {
      const addresses = await Promise.all(
        [page, ...inOthers].map(async (each) => {
          await become(each, fixture.cookies[roleFor(route)], stack);
          const url = (await PREPARED[route]?.(each, stack)) ?? urlOfRoute(stack, fixture, route);
          await each.goto(url);
          return url;
        }),
      );
      if (new URL(page.url()).pathname !== new URL(addresses[0] ?? "").pathname) elsewhere.push(route);
      await test.step(route, async () => {
        for (const each of [page, ...inOthers]) await seeNothingBeside(each);
        const languages = page.locator('form[action="/language"]').getByRole("button", { includeHidden: true });
        expect.soft(await languages.count(), `${route} has the switch of the language`).toBeGreaterThan(0);
        await page.keyboard.press("Tab");
        expect.soft(await badlyFocused(page), route).toEqual([]);
        const moving = await page.evaluate(() =>
          document
            .getAnimations()
            .filter(({ effect }) => Number(effect?.getComputedTiming().activeDuration) > 1)
            .map((animation) => (animation instanceof CSSAnimation ? animation.animationName : animation.id)),
        );
        expect.soft(moving, `${route} moves`).toEqual([]);
      });
    }
    expect(elsewhere).toEqual(isStaffs ? [] : LEADING_ELSEWHERE);
  });
}

test("each page that says what failed has room for its texts at 400 % zoom in each language", async ({
  page,
  openBrowser,
}) => {
  const inOthers = OTHER_LANGUAGES.map((locale) => openBrowser({ locale, javaScriptEnabled: false }));
  for (const each of [page, ...(await Promise.all(inOthers))]) {
    await each.setViewportSize(ZOOMED);
    for (const path of [
      ...Object.keys(signInErrors).map((code) => `/sign-in/error?error=${code}`),
      ...failureReasons.map((reason) => `/outcome/${reason}`),
    ]) {
      await test.step(path, async () => {
        await each.goto(path);
        await seeNothingBeside(each);
      });
    }
  }
});
