import "server-only";
import { Counter } from "prom-client";
import { metric } from "@/lib/metrics/metric";

const callbacks = metric(
  "rhc_callbacks_total",
  (name) =>
    new Counter({
      name,
      help: "Callbacks of ReceiptHero by their outcome: connected, or the reason why not.",
      labelNames: ["outcome"],
    }),
);

const mails = metric(
  "rhc_mails_total",
  (name) =>
    new Counter({
      name,
      help: "Emails that were given to the mail server, by its answer: taken or not_taken.",
      labelNames: ["result"],
    }),
);

/** Counts a callback. @param outcome `connected`, or the code of the failure */
export function countCallback(outcome: string): void {
  callbacks.inc({ outcome });
}

/** Counts an email that was given to the mail server. */
export function countSentMail(result: "taken" | "not_taken"): void {
  mails.inc({ result });
}
