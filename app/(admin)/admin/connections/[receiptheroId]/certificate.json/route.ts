import { notFound, unstable_rethrow } from "next/navigation";
import { withRequestLog } from "@/lib/auth/request-log";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { getBrand } from "@/lib/brand/current";
import { getCertificate } from "@/lib/connections/disconnect/certificate";
import { env } from "@/lib/env";
import { unavailable } from "@/lib/http/unavailable";
import { log } from "@/lib/log";

type Context = RouteContext<"/admin/connections/[receiptheroId]/certificate.json">;

/** The certificate of a disconnected connection, as JSON. */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return withRequestLog(request, async () => {
    try {
      const staff = await requireStaff();
      // Next decodes the parameters of a handler, but not always those of a page.
      const certificate = (await getCertificate(staff, (await params).receiptheroId)) ?? notFound();
      const { RECEIPTHERO_SANDBOX_URL } = env();
      const { name: partner } = await getBrand();
      const document = {
        document: "receipthero-revocation-certificate",
        issuedBy: partner,
        sandbox: RECEIPTHERO_SANDBOX_URL !== undefined,
        ...certificate,
        tokenKept: false,
      };
      return new Response(`${JSON.stringify(document, null, 2)}\n`, {
        headers: { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" },
      });
    } catch (error) {
      unstable_rethrow(error);
      log.error({ err: error }, "a certificate could not be read");
      return unavailable(request);
    }
  });
}
