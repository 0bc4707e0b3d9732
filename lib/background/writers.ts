import "server-only";
import { writeAlarm } from "@/lib/alarms/write";
import { writeStaffDigest } from "@/lib/digests/write-staff";
import { writeWeeklyDigest } from "@/lib/digests/write-weekly";
import {
  writeReconnected,
  writeReconnectLink,
  writeReconnectNeeded,
  writeReconnectReminder,
} from "@/lib/reconnect-mails/write";
import type { Writers } from "@/lib/user-mails/begin";

/** The writer of each kind of email that workers send to users. */
export const writers: Writers = {
  RECONNECT_NEEDED: writeReconnectNeeded,
  RECONNECT_REMINDER: writeReconnectReminder,
  RECONNECTED: writeReconnected,
  RECONNECT_LINK: writeReconnectLink,
  WEEKLY_DIGEST: writeWeeklyDigest,
  STAFF_DIGEST: writeStaffDigest,
  STAFF_ALARM: writeAlarm,
};
