import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  AUTHORIZATION_REQUEST_MINUTES,
  CONNECT_SESSION_MINUTES,
  EMAIL_CHANGE_MINUTES,
  EMAIL_UNDO_HOURS,
  INVITATION_DAYS,
  MAILED_CODE_MINUTES,
  RECONNECT_LINK_DAYS,
} from "@/lib/lifetimes";

const clock = (hours: number, minutes: number) =>
  [hours, minutes, 0].map((part) => String(part).padStart(2, "0")).join(":");

const intervals: Record<string, string> = {
  AuthorizationRequest: clock(0, AUTHORIZATION_REQUEST_MINUTES),
  ConnectSession: clock(0, CONNECT_SESSION_MINUTES),
  EmailChange: clock(Math.floor(EMAIL_CHANGE_MINUTES / 60), EMAIL_CHANGE_MINUTES % 60),
  EmailUndo: clock(EMAIL_UNDO_HOURS, 0),
  Invitation: `${INVITATION_DAYS} days`,
  MailedCode: clock(Math.floor(MAILED_CODE_MINUTES / 60), MAILED_CODE_MINUTES % 60),
  ReconnectLink: `${RECONNECT_LINK_DAYS} days`,
};

test.each(Object.entries(intervals))("the schema lets %s expire when the texts say so", (model, interval) => {
  const schema = globSync("prisma/{,schema/**/}*.prisma")
    .map((path) => readFileSync(path, "utf8"))
    .join("\n");
  const [, body] = new RegExp(`^model ${model} \\{\\n([^]*?)^\\}`, "m").exec(schema) ?? [];
  const [, found] = /expiresAt .*\(now\(\) \+ '([^']+)'::interval\)/.exec(body ?? "") ?? [];
  expect(found).toBe(interval);
});
