import { createApi } from "./api/app.ts";
import { createControl } from "./control/app.ts";
import { createFaults } from "./faults/faults.ts";
import { listen } from "./http/listener.ts";
import { listenSmtp } from "./mail/smtp.ts";
import { startDeliveries } from "./notifications/deliveries.ts";
import { createPages, REDIRECT_TRAP } from "./pages/app.ts";
import type { Settings } from "./settings.ts";
import { openStore } from "./state/store.ts";

const LOOPBACK = "127.0.0.1";

/** A running sandbox: where it is, and how to end it. */
export type Sandbox = { pages: string; api: string; control: string; smtp: string; close(): Promise<void> };

/** Starts all four servers of a sandbox, or none of them: throws when a port cannot be had. */
export async function startSandbox(settings: Settings): Promise<Sandbox> {
  const { host, ports, client, log } = settings;
  const store = openStore(settings.dataFolder, client);
  const faults = createFaults();
  const urls = { pages: "", api: "", control: "", smtp: "" };
  const open: { url: string; close(): Promise<void> }[] = [];
  const opened = async <T extends { url: string; close(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const server = await starting;
    open.push(server);
    return server;
  };
  const deliveries = startDeliveries(store);
  const close = async () => {
    deliveries.close();
    await Promise.all(open.map((server) => server.close()));
  };

  try {
    const pagesApp = createPages(store, faults, () => urls, host);
    const pages = await opened(
      listen({ name: "pages", setting: "SANDBOX_PORT", host, port: ports.pages, fetch: pagesApp.fetch, log }),
    );
    const apiApp = createApi(store, faults, deliveries, () => `${pages.url}${REDIRECT_TRAP}`);
    const api = await opened(
      listen({ name: "api", setting: "SANDBOX_API_PORT", host, port: ports.api, fetch: apiApp.fetch, log }),
    );
    const controlApp = createControl({ store, faults, deliveries, api, pagesUrl: pages.url, defaults: client });
    // The control API shows tokens, so it never listens beyond this machine, whatever the host setting says.
    const control = await opened(
      listen({
        name: "control",
        setting: "SANDBOX_CONTROL_PORT",
        host: LOOPBACK,
        port: ports.control,
        fetch: controlApp.fetch,
        log,
      }),
    );
    const smtp = await opened(listenSmtp(store, host, ports.smtp));
    Object.assign(urls, { pages: pages.url, api: api.url, control: control.url, smtp: smtp.url });
    return { ...urls, close };
  } catch (error) {
    await close();
    throw error;
  }
}
