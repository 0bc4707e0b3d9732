import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { alarmRules } from "@/lib/alarms/rules";
import { DIGEST_HOUR, RECONNECT_REMINDER_DAYS, REFUSAL_WAIT_MINUTES } from "@/lib/lifetimes";
import { LIMITS } from "@/lib/quotas";
import { topicOf } from "@/lib/user-mails/topics";
import mail from "@/messages/en/mail.json";

// docs/mails.md, compared with the texts and the queue.

const text = readFileSync("docs/mails.md", "utf8");
const rows = [...text.matchAll(/^\| `(\w+)` \| .* \| (yes|no) \|$/gm)].map(([, name = "", essential]) => ({
  name,
  isEssential: essential === "yes",
}));

test("the document lists the emails that have texts, and no others", () => {
  expect(rows.map(({ name }) => name).sort()).toEqual(
    Object.keys(mail)
      .filter((name) => name !== "topics")
      .sort(),
  );
});

test("the emails that a user can stop are those of the queue", () => {
  const stoppable = rows.filter(({ isEssential }) => !isEssential).map(({ name }) => name.toLowerCase());
  const queued = Object.keys(topicOf).map((kind) => kind.replaceAll("_", "").toLowerCase());
  expect(stoppable.map((name) => name.replace(/^alarms$/, "staffalarm")).sort()).toEqual(queued.sort());
});

test("the document names the rules of alarms, and the times as they are", () => {
  for (const rule of alarmRules) expect(text).toContain(`\`${rule}\``);
  expect(text).toContain(`for ${REFUSAL_WAIT_MINUTES} minutes`);
  expect(text).toContain(`${RECONNECT_REMINDER_DAYS.join(" and ")} days later`);
  expect(text).toContain(`from ${String(DIGEST_HOUR).padStart(2, "0")}:00 UTC`);
  expect(text).toContain(`${LIMITS["user-mail"].points} an hour to one mailbox`);
});
