import { expect, test } from "vitest";
import { readFailure, storedFailure } from "@/lib/notifications/failures";

test.for([
  ["of this version", storedFailure("database", "the change: refused"), "database", "the change: refused"],
  ["of a former version", "ReceiptHero responded with status 503", "other", "ReceiptHero responded with status 503"],
  ["of a later version", "moon_phase: the moon is full", "other", "the moon is full"],
] as const)("a failure %s has its detail, and its code or another one", ([, stored, failure, detail]) => {
  expect(readFailure(stored)).toEqual({ failure, detail });
});
