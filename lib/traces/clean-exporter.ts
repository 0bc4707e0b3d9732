import "server-only";
import type { Attributes } from "@opentelemetry/api";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-node";

/**
 * The attributes that leave this process. Others may contain a URL with its query, such as the code and the state of a
 * callback, or an error's text.
 */
const KEPT = new Set([
  "db.operation.name",
  "db.query.text",
  "db.system",
  "db.system.name",
  "error.type",
  "http.method",
  "http.route",
  "http.status_code",
  "job.name",
  "method",
  "model",
  "name",
  "next.route",
  "next.rsc",
  "next.span_type",
  "receipthero.endpoint",
  "receipthero.status",
]);

/** Next's spans whose names hold a URL or a path as it was requested. `inSpan` names the requests to ReceiptHero. */
const HIDDEN = ["AppRender.fetch", "BaseServer.renderToResponse"];

/** Passes spans on without anything that could hold a secret: by a list of what is kept, not of what is secret. */
export class CleanExporter implements SpanExporter {
  readonly #next: SpanExporter;

  constructor(next: SpanExporter) {
    this.#next = next;
  }

  export(spans: ReadableSpan[], done: Parameters<SpanExporter["export"]>[1]): void {
    this.#next.export(spans.filter(isShown).map(clean), done);
  }

  forceFlush(): Promise<void> {
    return this.#next.forceFlush?.() ?? Promise.resolve();
  }

  shutdown(): Promise<void> {
    return this.#next.shutdown();
  }
}

function isShown({ attributes }: ReadableSpan): boolean {
  return !HIDDEN.includes(String(attributes["next.span_type"]));
}

/** The span with its kept attributes. An event says only that an error was thrown, and of which kind. */
function clean(span: ReadableSpan): ReadableSpan {
  const own: Partial<ReadableSpan> = {
    name: span.name.split("?", 1)[0] ?? "",
    attributes: only(span.attributes, (key) => KEPT.has(key)),
    status: { code: span.status.code },
    events: span.events.map((event) => ({
      ...event,
      attributes: only(event.attributes ?? {}, (key) => key === "exception.type"),
    })),
    links: [],
  };
  return Object.create(span, Object.getOwnPropertyDescriptors(own));
}

function only(attributes: Attributes, isKept: (key: string) => boolean): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => isKept(key)));
}
