import { randomBytes } from "node:crypto";
import { authorize, connect, followRedirect } from "../fixtures/connect-over-http.ts";
import { withServerOfItsOwn } from "../fixtures/own-server.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

test("Prometheus reads what happened on this server and in its database, and nobody else does", async ({
  openContext,
  stack,
}) => {
  const token = randomBytes(24).toString("hex");
  await withServerOfItsOwn(
    stack,
    async (alone) => {
      const read = (headers: Record<string, string>) => fetch(`${alone.app.url}/metrics`, { headers });
      for (const wrong of ["", `Bearer ${token}0`, `Token ${token}`]) {
        const refused = await read({ Authorization: wrong });
        expect([refused.status, refused.headers.get("www-authenticate"), await refused.text()]).toEqual([
          401,
          "Bearer",
          "",
        ]);
      }
      const context = await openContext({ baseURL: alone.app.url });
      await signUpDirectly(context, alone);
      const receiptheroId = await connect(context);
      const callback = await authorize(context);
      callback.searchParams.set("code", "invented");
      await followRedirect(context, callback);
      await context.request.get("/invented/path");

      const answer = await read({ Authorization: `Bearer ${token}` });
      expect(answer.headers.get("content-type")).toContain("text/plain");
      const text = await answer.text();
      const lines = text.split("\n");
      expect(lines).toContain('rhc_connections{health="healthy"} 1');
      expect(lines).toContain('rhc_callbacks_total{outcome="connected"} 1');
      expect(lines).toContain('rhc_callbacks_total{outcome="code_expired"} 1');
      expect(lines).toContain('rhc_receipthero_request_seconds_count{endpoint="token",status="200"} 1');
      expect(lines).toContain('rhc_receipthero_request_seconds_count{endpoint="token",status="400"} 1');
      expect(text).toMatch(
        /^rhc_request_seconds_count\{method="GET",route="\/api\/receipthero\/callback",status="303"\} 2$/m,
      );
      expect(text).toMatch(/^rhc_request_seconds_count\{method="GET",route="other",status="404"\} 1$/m);
      expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
      expect(text).not.toContain(receiptheroId);
      expect(text).not.toContain("invented");
      expect(await stack.findLeaks([{ name: "the token of the metrics", value: token }])).toEqual([]);
    },
    { METRICS_TOKEN: token },
  );
});
