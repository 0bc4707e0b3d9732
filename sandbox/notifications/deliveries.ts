import type { Delivery, Receipt } from "../state/schema.ts";
import type { Store } from "../state/store.ts";
import { notificationBody } from "./body.ts";
import { sendNotification } from "./send.ts";

/** The longest time that a timer of Node can wait. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Brings sent receipts to connections, now or later by the sandbox clock. Receipts on their way survive a restart. */
export type Deliveries = {
  /** Remembers that these receipts reach their connections after `delayMs`, and goes on. */
  add(receipts: Receipt[], delayMs: number): void;
  /** Brings what is due: call it when the clock was moved. */
  run(): void;
  close(): void;
};

export function startDeliveries(store: Store): Deliveries {
  const underway = new Set<Delivery>();
  let timer: NodeJS.Timeout | undefined;

  const run = () => {
    clearTimeout(timer);
    const now = store.now();
    const waiting = store.state.deliveries.filter((delivery) => !underway.has(delivery));
    for (const delivery of waiting.filter(({ dueAt }) => dueAt <= now)) void bring(delivery);
    const later = waiting.map(({ dueAt }) => dueAt - now).filter((wait) => wait > 0);
    if (later.length > 0) timer = setTimeout(run, Math.min(...later, LONGEST_TIMER_MS)).unref();
  };

  const bring = async (delivery: Delivery) => {
    underway.add(delivery);
    await deliver(store, delivery.receipt);
    store.change((state) => {
      state.deliveries = state.deliveries.filter((other) => other !== delivery);
    });
    underway.delete(delivery);
  };

  run();
  return {
    add(receipts, delayMs) {
      const dueAt = store.now() + delayMs;
      store.change((state) => {
        state.deliveries.push(...receipts.map((receipt) => ({ receipt, dueAt })));
      });
      run();
    },
    run,
    close: () => clearTimeout(timer),
  };
}

/** The receipt can be read from now on, and the partner hears of it. A connection that has ended gets neither. */
async function deliver(store: Store, receipt: Receipt): Promise<void> {
  const { clients, connections } = store.state;
  const connection = connections.find((candidate) => candidate.receiptheroId === receipt.receiptheroId);
  const client = clients.find((candidate) => candidate.id === connection?.clientId);
  if (!connection || !client || connection.status !== "active") return;
  store.change((state) => {
    state.receipts.push(receipt);
  });
  const body = notificationBody("receipt_notification", connection, { receiptId: receipt.receiptId });
  await sendNotification(client.webhookUrl, client.webhookKey, body);
}
