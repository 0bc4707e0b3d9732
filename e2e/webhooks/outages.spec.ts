import { checkAccessibility } from "../fixtures/accessibility.ts";
import { en } from "../fixtures/messages.ts";
import { signInAsAdmin } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";
import { addEndpoint, happen, passTime, withReceivers } from "../fixtures/webhooks.ts";

const words = en.admin.webhooks;

test("an endpoint that is down for an hour gets its events afterwards, while one that hangs or redirects delays nobody", async ({
  page,
  stack,
}) => {
  await withReceivers(4, async (down, hanging, redirecting, well) => {
    if (!down || !hanging || !redirecting || !well) throw new Error("four receivers are needed");
    const broken = await addEndpoint(stack, down.url);
    for (const { url } of [hanging, redirecting, well]) await addEndpoint(stack, url);
    down.answer((response) => response.writeHead(503).end("<i>maintenance</i>"));
    hanging.answer(() => {});
    redirecting.answer((response) => response.writeHead(302, { Location: "http://169.254.169.254/" }).end());

    const first = await happen(stack);
    const second = await happen(stack);
    const told = () => well.arrivals.map(({ event }) => String(event.data.receipthero_id)).sort();
    await expect.poll(told).toEqual([first, second].sort());
    await expect.poll(() => hanging.arrivals.length).toBe(2);
    await expect.poll(() => redirecting.arrivals.length).toBe(2);

    // An hour: after 5 seconds, after 5 minutes and after 30 minutes it is tried again.
    const arrivalsLater = async () => {
      await passTime(stack);
      return down.arrivals.length;
    };
    await expect.poll(arrivalsLater).toBeGreaterThanOrEqual(8);
    expect(new Set(down.arrivals.map(({ id }) => id)).size).toBe(2);

    await signInAsAdmin(page, stack);
    await page.goto(`/admin/webhooks/deliveries?endpoint=${broken.id}&outcome=waiting`);
    await expect(page.getByText(words.problem.status)).toHaveCount(2);
    await checkAccessibility(page);
    await page.goto(`/admin/webhooks/deliveries?type=connection.created`);
    await expect(page.getByText(words.problem.redirect)).toHaveCount(2);

    down.answer((response) => response.end());
    const delivered = async () => {
      await passTime(stack);
      await page.goto(`/admin/webhooks/deliveries?endpoint=${broken.id}&outcome=delivered`);
      return page.getByText(words.deliveries.delivered, { exact: true }).count();
    };
    // One is the choice of the filter.
    await expect.poll(delivered).toBe(3);
  });
});
