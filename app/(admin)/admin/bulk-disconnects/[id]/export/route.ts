import { notFound } from "next/navigation";
import { z } from "zod";
import { requireStaffFrom } from "@/lib/auth/sessions/current-user";
import { beginBulkExport } from "@/lib/connections/bulk-disconnect/export";
import { getBulkDisconnect } from "@/lib/connections/bulk-disconnect/get";
import { contentType } from "@/lib/export/formats";
import { exportHandler } from "@/lib/export/handler";
import { translatedName } from "@/lib/export/translated-name";
import { csvFormats } from "@/lib/http/csv";

type Context = RouteContext<"/admin/bulk-disconnects/[id]/export">;

/** Downloads the results of a bulk disconnect as CSV, with times in UTC. For staff. */
export const GET = exportHandler(
  async (_request, { params }: Context) => requireStaffFrom(`/admin/bulk-disconnects/${(await params).id}`),
  async (staff, request, { params }) => {
    const bulk = (await getBulkDisconnect(staff, (await params).id)) ?? notFound();
    const format = z.enum(csvFormats).catch("csv").parse(new URL(request.url).searchParams.get("format"));
    return { id: bulk.id, format };
  },
  async (staff, { id, format }) => ({
    content: await beginBulkExport(staff, id, format, await translatedName()),
    name: `bulk-disconnect-${id}.csv`,
    type: contentType(format),
  }),
);
