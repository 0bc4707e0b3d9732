import "server-only";
import {
  type Attributes,
  context,
  createContextKey,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";

const tracer = trace.getTracer("receipthero-connect");

/** The kind of the job that is running. */
const JOB = createContextKey("job");

/** The trace that a job continues (W3C Trace Context, section 3.2). Absent when there is none. */
type TraceParent = { traceparent?: string };

/**
 * Runs work in a span of the current trace. Without a collector it only runs the work.
 * @param name a constant, because names are not cleaned of what a user typed
 * @param attributesOf attributes that the result tells; with an `error.type` the span is one of an error
 * @param kind SERVER for a request that Next does not see
 */
export function inSpan<Result>(
  name: string,
  attributes: Attributes,
  work: () => Promise<Result>,
  attributesOf: (result: Result) => Attributes = () => ({}),
  kind: SpanKind = SpanKind.INTERNAL,
): Promise<Result> {
  return tracer.startActiveSpan(name, { attributes, kind }, async (span) => {
    try {
      const result = await work();
      const told = attributesOf(result);
      span.setAttributes(told);
      if (told["error.type"] !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
      return result;
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/**
 * The current trace, for the payload of a job. A job that adds its own next step begins a new trace with it: an import
 * of a million lines would else be one trace of thousands of steps.
 */
export function currentTrace(job: string): TraceParent {
  const current = context.active();
  if (current.getValue(JOB) === job) return {};
  const carrier: TraceParent = {};
  propagation.inject(current, carrier);
  return carrier.traceparent === undefined ? {} : { traceparent: carrier.traceparent };
}

/** Runs a job in a span of the trace that added it, or of a new one. @param payload with `currentTrace`, or without */
export function inSpanOfJob<Result>(job: string, payload: unknown, work: () => Promise<Result>): Promise<Result> {
  const parent = propagation.extract(ROOT_CONTEXT, payload).setValue(JOB, job);
  return context.with(parent, () => inSpan(`job ${job}`, { "job.name": job }, work));
}

/** The work, which belongs to the current trace whenever it runs. */
export function inCurrentTrace<Result>(work: () => Promise<Result>): () => Promise<Result> {
  return context.bind(context.active(), work);
}
