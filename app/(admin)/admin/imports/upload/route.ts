import type { Route } from "next";
import type { NextRequest } from "next/server";
import { withRequestLog } from "@/lib/auth/request-log";
import { AppError } from "@/lib/errors/app-error";
import { checkedRoute } from "@/lib/http/paths";
import { answerStream } from "@/lib/http/proxy/answer-stream";
import { answerUpload, problemPath } from "@/lib/imports/receive/answer-upload";
import type { Body } from "@/lib/imports/receive/arriving";
import { queueImport } from "@/lib/imports/receive/queue";
import { receiveLines } from "@/lib/imports/receive/receive";
import { uploadProblem } from "@/lib/imports/upload";
import type { Admin } from "@/lib/principal";

const FORM = "/admin/imports/new";

/** Imports the file of an admin. */
export function POST(request: NextRequest): Promise<Response> {
  return answerStream(request, (requestId) => {
    return withRequestLog(request, () => answerUpload(request, { form: FORM, receive: importFile }), requestId);
  });
}

async function importFile(admin: Admin, file: Body): Promise<Route> {
  try {
    return checkedRoute(`/admin/imports/${await queueImport(admin, await receiveLines(admin, file), null)}`);
  } catch (error) {
    const code = error instanceof AppError ? error.code : null;
    const problem = uploadProblem.find((known) => known === code);
    if (!problem) throw error;
    return problemPath(FORM, problem);
  }
}
