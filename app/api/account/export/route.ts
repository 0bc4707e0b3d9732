import { exportAccount } from "@/lib/account/export-account";
import { withRequestLog } from "@/lib/auth/request-log";
import { signInPath } from "@/lib/auth/return-to";
import { currentUser } from "@/lib/auth/session";
import { refuseChange } from "@/lib/http/refuse-change";
import { log } from "@/lib/log";
import { seeOther } from "@/lib/see-other";

/** The download of everything that is kept about the user's business, as a JSON file. */
export function GET(request: Request): Promise<Response> {
  return withRequestLog(request, async () => {
    try {
      const user = await currentUser();
      if (!user) return seeOther(signInPath("/settings"));
      const { merchant } = user;
      if (!merchant) return seeOther("/welcome");
      const refusal = await refuseChange(user);
      if (refusal) return refusal;
      return attachment(await exportAccount({ ...user, merchant }));
    } catch (error) {
      log.error({ err: error }, "an account could not be exported");
      return new Response(null, { status: 503, headers: { "Cache-Control": "no-store" } });
    }
  });
}

function attachment(content: object): Response {
  return new Response(`${JSON.stringify(content, null, 2)}\n`, {
    headers: {
      "Content-Type": "application/json; charset=utf-8",
      "Content-Disposition": 'attachment; filename="receipthero-account.json"',
      "Cache-Control": "no-store",
    },
  });
}
