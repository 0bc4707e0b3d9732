import type { UserMailKind } from "@/prisma/generated/enums";

/** The topics that a user subscribes to and unsubscribes from: the columns of `User` that say so. */
export const topics = ["mailsReconnect", "mailsWeeklyDigest", "mailsStaffDigest", "mailsAlarms"] as const;

export type Topic = (typeof topics)[number];

/** The topic of each kind of email. A user who is not subscribed to it does not get the email. */
export const topicOf: Record<UserMailKind, Topic> = {
  RECONNECT_NEEDED: "mailsReconnect",
  RECONNECT_REMINDER: "mailsReconnect",
  RECONNECTED: "mailsReconnect",
  RECONNECT_LINK: "mailsReconnect",
  WEEKLY_DIGEST: "mailsWeeklyDigest",
  STAFF_DIGEST: "mailsStaffDigest",
  STAFF_ALARM: "mailsAlarms",
};
