import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { performance } from "node:perf_hooks";
import { expect, test, vi } from "vitest";
import { gather, keepPace, type Phase, phaseAfter } from "@/lib/events/deliver/pace";
import { watchRequests } from "@/lib/http/server/watch-requests";

/** The phases that follow `free`, while the server is busy or not in each. */
function phasesOf(isBusy: boolean[]): Phase[] {
  let phase: Phase = "free";
  return isBusy.map((isBusyNow) => {
    phase = phaseAfter(phase, isBusyNow);
    return phase;
  });
}

test("deliveries are free while requests do not keep the server busy", () => {
  expect(phasesOf([false, false])).toEqual(["free", "free"]);
});

test("deliveries that alone keep the server busy wait for a moment, and are free again", () => {
  expect(phasesOf([true, false, true, false])).toEqual(["probe", "free", "probe", "free"]);
});

test("while requests keep the server busy, deliveries have a window again and again", () => {
  expect(phasesOf([true, true, true, true, false, true])).toEqual([
    "probe",
    "window",
    "rest",
    "window",
    "rest",
    "window",
  ]);
});

test("deliveries are free again after a rest in which the server was not busy", () => {
  expect(phasesOf([true, true, true, false])).toEqual(["probe", "window", "rest", "free"]);
});

test("outcomes that wait for the next window are recorded at once when the server ends", async () => {
  const server = createServer((_, response) => {
    response.write("begun");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  vi.spyOn(performance, "eventLoopUtilization").mockReturnValue({ idle: 0, active: 1, utilization: 1 });
  const ending = new AbortController();
  let gathered: Promise<void> | undefined;
  const ended = keepPace(ending.signal, () => {
    gathered ??= gather(ending.signal);
    ending.abort();
  });
  const sent = request({ port: (server.address() as AddressInfo).port, host: "127.0.0.1" }).end();
  await once(sent, "response");
  await ended;
  await gathered;
  expect(gathered).toBeDefined();
  sent.destroy();
  server.close();
});

test("a request counts while it is open, and when it has ended since the last look", async () => {
  const server = createServer((_, response) => {
    response.write("begun");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const hadRequests = watchRequests();
  expect(hadRequests()).toBe(false);
  const sent = request({ port: (server.address() as AddressInfo).port, host: "127.0.0.1" }).end();
  await once(sent, "response");
  expect([hadRequests(), hadRequests()]).toEqual([true, true]);
  sent.destroy();
  await vi.waitFor(() => expect(hadRequests()).toBe(false));
  server.close();
});
