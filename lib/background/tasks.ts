import "server-only";
import { noteAlarm } from "@/lib/alarms/note";
import { writers } from "@/lib/background/writers";
import { runBulkStep } from "@/lib/connections/bulk-disconnect/run-step";
import { finishDisconnecting } from "@/lib/connections/disconnect/finish";
import { db } from "@/lib/db/client";
import { runImportStep } from "@/lib/imports/run/run-step";
import type { Tasks } from "@/lib/jobs/worker";
import { runInvitationFileStep } from "@/lib/merchant-invitations/file/run-step";
import { runReminderStep } from "@/lib/merchant-invitations/reminders/run-step";
import { sendInvitations } from "@/lib/merchant-invitations/send";
import { sendDisconnectedMail } from "@/lib/notifications/disconnected-mail/send";
import { sendOutgoingReceipt } from "@/lib/outgoing-receipts/send";
import { sendUserMails } from "@/lib/user-mails/send";

/** How long a revocation at ReceiptHero may take, in milliseconds. */
const DISCONNECT_TIMEOUT_MS = 10_000;

/** A job that only the former version adds, for an email that the alarm replaced. */
const ofFormerVersion = {
  "send-switched-off-mail": ({ endpointId }: { endpointId: string }) =>
    db().$transaction((tx) => noteAlarm(tx, "endpoint_switched_off", `${endpointId} former`)),
};

/** The handler of each kind of job. */
export const tasks: Tasks = {
  ...ofFormerVersion,
  disconnect: ({ receiptheroId }) => finishDisconnecting(receiptheroId, DISCONNECT_TIMEOUT_MS),
  "send-disconnected-mail": sendDisconnectedMail,
  "send-receipt": ({ id }) => sendOutgoingReceipt(id),
  "send-invitations": sendInvitations,
  "bulk-reminder": ({ bulkReminderId }) => runReminderStep(bulkReminderId),
  "invitation-file": ({ fileId }) => runInvitationFileStep(fileId),
  "send-user-mails": () => sendUserMails(writers),
  "bulk-disconnect": ({ bulkDisconnectId }) => runBulkStep(bulkDisconnectId),
  import: ({ importId }) => runImportStep(importId),
};
