import type { NextRequest } from "next/server";
import { hasProof } from "@/lib/auth/proof/proof";
import { withRequestLog } from "@/lib/auth/request-log";
import { signInPath } from "@/lib/auth/return-to";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { AppError } from "@/lib/errors/app-error";
import { isMarkOfUser } from "@/lib/forms/user-mark";
import { USER_MARK_FIELD } from "@/lib/forms/user-mark-field";
import { answerStream } from "@/lib/http/proxy/answer-stream";
import { seeOther } from "@/lib/http/redirect";
import { refuseTooManyChanges } from "@/lib/http/refuse-too-many-changes";
import { unavailable } from "@/lib/http/unavailable";
import { queueImport } from "@/lib/imports/receive/queue";
import { readUpload } from "@/lib/imports/receive/read-upload";
import { receiveLines } from "@/lib/imports/receive/receive";
import { UPLOAD_FIELD, type UploadProblem, uploadProblem } from "@/lib/imports/upload";
import { log } from "@/lib/log";
import { type Admin, isAdmin } from "@/lib/principal";

const FORM = "/admin/imports/new";

/**
 * Imports the file of an admin. It is no server action, because a file may have any size; it checks what an action
 * would check (lib/forms/action.ts), and the origin in `answerStream`.
 */
export function POST(request: NextRequest): Promise<Response> {
  return answerStream(request, (requestId) => {
    return withRequestLog(request, () => answer(request), requestId);
  });
}

async function answer(request: NextRequest): Promise<Response> {
  try {
    const user = await currentUser();
    if (!user) return seeOther(signInPath(FORM));
    if (!isAdmin(user)) return new Response(null, { status: 404 });
    if (!(await hasProof(user))) return refuse("proof");
    return (await refuseTooManyChanges(user, request)) ?? (await importFile(user, request));
  } catch (error) {
    log.error({ err: error }, "a file could not be imported");
    return unavailable(request);
  }
}

async function importFile(admin: Admin, request: NextRequest): Promise<Response> {
  const upload = await readUpload(request, UPLOAD_FIELD).catch(() => null);
  if (!upload) return refuse("malformed");
  if (!isMarkOfUser(upload.fields.get(USER_MARK_FIELD), admin.id)) return seeOther("/other-user");
  if (!upload.file) return refuse("no_file");
  try {
    const id = await queueImport(admin, await receiveLines(admin, upload.file), null);
    return seeOther(`/admin/imports/${id}`);
  } catch (error) {
    const code = error instanceof AppError ? error.code : null;
    const problem = uploadProblem.find((known) => known === code);
    if (!problem) throw error;
    return refuse(problem);
  }
}

function refuse(problem: UploadProblem): Response {
  return seeOther(`${FORM}?${new URLSearchParams({ problem })}`);
}
