import "server-only";
import { type Attributes, context, propagation, ROOT_CONTEXT, SpanStatusCode, trace } from "@opentelemetry/api";

const tracer = trace.getTracer("receipthero-connect");

/** The trace that a job continues (W3C Trace Context, section 3.2). Absent when there is none. */
type TraceParent = { traceparent?: string };

/**
 * Runs work in a span of the current trace. Without a collector it only runs the work.
 * @param name a constant, because names are not cleaned of what a user typed
 * @param attributesOf attributes that the result tells
 */
export function inSpan<Result>(
  name: string,
  attributes: Attributes,
  work: () => Promise<Result>,
  attributesOf: (result: Result) => Attributes = () => ({}),
): Promise<Result> {
  return tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      const result = await work();
      span.setAttributes(attributesOf(result));
      return result;
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The current trace, for the payload of a job. */
export function currentTrace(): TraceParent {
  const carrier: TraceParent = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent === undefined ? {} : { traceparent: carrier.traceparent };
}

/** Runs a job in a span of the trace that added it, or of a new one. @param payload from `currentTrace`, or anything */
export function inSpanOfJob<Result>(name: string, payload: unknown, work: () => Promise<Result>): Promise<Result> {
  const parent = propagation.extract(ROOT_CONTEXT, payload);
  return context.with(parent, () => inSpan(`job ${name}`, { "job.name": name }, work));
}
