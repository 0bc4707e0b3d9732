import type { Route } from "next";
import type { NextRequest } from "next/server";
import { withRequestLog } from "@/lib/auth/request-log";
import { longestConsentMessage } from "@/lib/brand/consent-message";
import { checkedRoute } from "@/lib/http/paths";
import { answerStream } from "@/lib/http/proxy/answer-stream";
import { answerUpload, problemPath } from "@/lib/imports/receive/answer-upload";
import type { Body } from "@/lib/imports/receive/arriving";
import { FileRefusedError } from "@/lib/merchant-invitations/file/problems";
import { receiveInvitationFile } from "@/lib/merchant-invitations/file/receive";
import type { Admin } from "@/lib/principal";

const FORM = "/admin/invitations/files/new";

/** Invites the businesses in the CSV file of an admin. */
export function POST(request: NextRequest): Promise<Response> {
  return answerStream(request, (requestId) => {
    return withRequestLog(request, () => answerUpload(request, { form: FORM, receive: inviteByFile }), requestId);
  });
}

async function inviteByFile(admin: Admin, file: Body): Promise<Route> {
  try {
    const id = await receiveInvitationFile(admin, file, await longestConsentMessage());
    return checkedRoute(`/admin/invitations/files/${id}`);
  } catch (error) {
    if (!(error instanceof FileRefusedError)) throw error;
    return problemPath(FORM, error.problem);
  }
}
