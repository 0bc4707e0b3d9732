import { expect, test } from "vitest";
import { readMembershipReturn } from "@/lib/receipthero/membership";

test.each([
  "",
  "status=modified",
  "status=modified&receipthero_id=a&receipthero_id=a",
  "status=erased&receipthero_id=a",
  "status=removed&receipthero_id=a%20b",
])("the return ?%s is out of form", (query) => expect(readMembershipReturn(new URLSearchParams(query))).toBeNull());
