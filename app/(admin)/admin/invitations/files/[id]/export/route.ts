import { notFound } from "next/navigation";
import { z } from "zod";
import { requireStaffFrom } from "@/lib/auth/sessions/current-user";
import { contentType } from "@/lib/export/formats";
import { exportHandler } from "@/lib/export/handler";
import { translatedName } from "@/lib/export/translated-name";
import { csvFormats } from "@/lib/http/csv";
import { getInvitationFile } from "@/lib/merchant-invitations/file/get";
import { beginResultExport } from "@/lib/merchant-invitations/file/results";

type Context = RouteContext<"/admin/invitations/files/[id]/export">;

/** Downloads the results of a file of invitations as CSV. For staff. */
export const GET = exportHandler(
  async (_request, { params }: Context) => requireStaffFrom(`/admin/invitations/files/${(await params).id}`),
  async (staff, request, { params }) => {
    const file = (await getInvitationFile(staff, (await params).id)) ?? notFound();
    const format = z.enum(csvFormats).catch("csv").parse(new URL(request.url).searchParams.get("format"));
    return { id: file.id, format };
  },
  async (staff, { id, format }) => ({
    content: await beginResultExport(staff, id, format, await translatedName()),
    name: `invitations-${id}.csv`,
    type: contentType(format),
  }),
);
