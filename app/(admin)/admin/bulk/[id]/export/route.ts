import { notFound } from "next/navigation";
import { getBulkRevocation } from "@/lib/admin/bulk/get";
import { recordBulkExport } from "@/lib/admin/bulk/record-export";
import { allBulkResults, type BulkResult } from "@/lib/admin/bulk/results";
import { withRequestLog } from "@/lib/auth/request-log";
import { requireStaff } from "@/lib/auth/session";
import { csvLine } from "@/lib/csv";
import { refuseChange } from "@/lib/http/refuse-change";
import { streamText } from "@/lib/stream-text";

const COLUMNS = ["receipthero_id", "business", "label", "result", "reason", "at"];

/** The results of a bulk disconnect as CSV, times in UTC. Streamed, so that memory does not grow with their number. */
export function GET(request: Request, { params }: RouteContext<"/admin/bulk/[id]/export">): Promise<Response> {
  return withRequestLog(request, async () => {
    const { id } = await params;
    const user = await requireStaff(`/admin/bulk/${id}`);
    const order = (await getBulkRevocation(id)) ?? notFound();
    const refusal = await refuseChange(user);
    if (refusal) return refusal;
    await recordBulkExport(user, order.id);
    return new Response(streamText(csvOf(order.id)), {
      headers: {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": `attachment; filename="bulk-order-${order.id}.csv"`,
        "Cache-Control": "no-store",
      },
    });
  });
}

async function* csvOf(id: string): AsyncGenerator<string> {
  // Without the mark, Excel spoils every ä.
  yield `\uFEFF${csvLine(COLUMNS)}`;
  for await (const batch of allBulkResults(id)) yield batch.map(lineOf).join("");
}

function lineOf({ receiptheroId, business, label, state, error, waitingFor, at }: BulkResult): string {
  return csvLine([receiptheroId, business, label, state, error ?? waitingFor, at?.toISOString() ?? null]);
}
