import "server-only";
import type { Readable } from "node:stream";
import type { Route } from "next";
import { hasProof } from "@/lib/auth/proof/proof";
import { signInPath } from "@/lib/auth/return-to";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { isMarkOfUser } from "@/lib/forms/user-mark";
import { USER_MARK_FIELD } from "@/lib/forms/user-mark-field";
import { checkedRoute } from "@/lib/http/paths";
import { seeOther } from "@/lib/http/redirect";
import { refuseTooManyChanges } from "@/lib/http/refuse-too-many-changes";
import { unavailable } from "@/lib/http/unavailable";
import { readUpload } from "@/lib/imports/receive/read-upload";
import { UPLOAD_FIELD } from "@/lib/imports/upload";
import { log } from "@/lib/log";
import { type Admin, isAdmin } from "@/lib/principal";

/**
 * An upload form, and the function that gets its file.
 * @property receive gets the fields before the file as well, and gives the path of the page that follows
 */
type UploadForm = {
  form: Route;
  receive: (admin: Admin, file: Readable, fields: Map<string, string>) => Promise<Route>;
};

/**
 * Answers the upload of a file by an admin. It is no server action, because a file may have any size; it checks what an
 * action would check (lib/forms/action.ts). `answerStream` checks the origin.
 */
export async function answerUpload(request: Request, of: UploadForm): Promise<Response> {
  try {
    const user = await currentUser();
    if (!user) return seeOther(signInPath(of.form));
    if (!isAdmin(user)) return new Response(null, { status: 404 });
    if (!(await hasProof(user))) return seeOther(problemPath(of.form, "proof"));
    return (await refuseTooManyChanges(user, request)) ?? (await receiveFile(user, request, of));
  } catch (error) {
    log.error({ err: error }, "a file could not be received");
    return unavailable(request);
  }
}

async function receiveFile(admin: Admin, request: Request, { form, receive }: UploadForm): Promise<Response> {
  const upload = await readUpload(request, UPLOAD_FIELD).catch(() => null);
  if (!upload) return seeOther(problemPath(form, "malformed"));
  if (!isMarkOfUser(upload.fields.get(USER_MARK_FIELD), admin.id)) return seeOther("/other-user");
  if (!upload.file) return seeOther(problemPath(form, "no_file"));
  return seeOther(await receive(admin, upload.file, upload.fields));
}

/** The path of a form that says why its file was refused. */
export function problemPath(form: Route, problem: string): Route {
  return checkedRoute(`${form}?${new URLSearchParams({ problem })}`);
}
