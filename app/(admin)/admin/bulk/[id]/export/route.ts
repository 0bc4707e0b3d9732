import { notFound, unstable_rethrow } from "next/navigation";
import { z } from "zod";
import { proofBeforeDownload } from "@/lib/auth/proof/download";
import { withRequestLog } from "@/lib/auth/request-log";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { getBulkDisconnect } from "@/lib/connections/bulk-disconnect/get";
import { recordBulkExport } from "@/lib/connections/bulk-disconnect/record-export";
import { allBulkResults, type BulkResult } from "@/lib/connections/bulk-disconnect/results";
import { type CsvFormat, csvFormats, csvHead, csvLine } from "@/lib/http/csv";
import { refuseChange } from "@/lib/http/refuse-change";
import { refuseCrossSite } from "@/lib/http/refuse-cross-site";
import { streamText } from "@/lib/http/stream";
import { unavailable } from "@/lib/http/unavailable";
import { log } from "@/lib/log";
import type { Staff } from "@/lib/principal";

const COLUMNS = ["receipthero_id", "business", "label", "result", "reason", "at"];

/**
 * Downloads the results of a bulk disconnect as CSV, with times in UTC. Streamed, so memory does not grow with their
 * number.
 */
export function GET(request: Request, { params }: RouteContext<"/admin/bulk/[id]/export">): Promise<Response> {
  return withRequestLog(request, async () => {
    try {
      const { id } = await params;
      const staff = await requireStaff(`/admin/bulk/${id}`);
      const bulk = (await getBulkDisconnect(staff, id)) ?? notFound();
      const refusal =
        (await refuseCrossSite(request)) ??
        (await proofBeforeDownload(staff, request)) ??
        (await refuseChange(staff, request));
      if (refusal) return refusal;
      const format = z.enum(csvFormats).catch("csv").parse(new URL(request.url).searchParams.get("format"));
      await recordBulkExport(staff, bulk.id);
      return new Response(streamText(csvOf(staff, bulk.id, format)), {
        headers: {
          "Content-Type": "text/csv; charset=utf-8",
          "Content-Disposition": `attachment; filename="bulk-disconnect-${bulk.id}.csv"`,
          "Cache-Control": "no-store",
        },
      });
    } catch (error) {
      unstable_rethrow(error);
      log.error({ err: error }, "the results of a bulk disconnect could not be exported");
      return unavailable(request);
    }
  });
}

async function* csvOf(staff: Staff, id: string, format: CsvFormat): AsyncGenerator<string> {
  yield csvHead(COLUMNS, format);
  for await (const batch of allBulkResults(staff, id))
    yield batch.map((result) => csvLine(cellsOf(result), format)).join("");
}

function cellsOf({ receiptheroId, business, label, state, skipReason, waitingFor, at }: BulkResult): (string | null)[] {
  return [receiptheroId, business, label, state, skipReason ?? waitingFor, at?.toISOString() ?? null];
}
