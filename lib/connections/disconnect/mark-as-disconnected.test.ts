import { expect } from "vitest";
import { getCertificate } from "@/lib/connections/disconnect/certificate";
import { finishDisconnecting } from "@/lib/connections/disconnect/finish";
import { markAsDisconnected } from "@/lib/connections/disconnect/mark-as-disconnected";
import { retryDisconnecting } from "@/lib/connections/disconnect/retry";
import { getConnectionForStaff } from "@/lib/connections/get-for-staff";
import { control } from "@/sandbox/testing";
import { test } from "@/test/disconnect";
import { createAdmin, someStaff } from "@/test/factories";

const staff = someStaff();

test("an admin can mark a connection as disconnected once the attempts are used up, and not before", async ({
  database,
  user,
  rows,
  row,
  actions,
  jobs,
  disconnect,
  fault,
  connect,
}) => {
  const id = await connect();
  await fault("revoke", "503");
  await disconnect(id);
  const admin = await createAdmin(database);
  expect(await getConnectionForStaff(staff, id)).toMatchObject({ attemptsLeft: true });
  expect(await markAsDisconnected(admin, id)).toBe(false);
  expect(await row(id)).toMatchObject({ status: "DISCONNECTING", sealedToken: expect.any(String) });

  await rows(`UPDATE graphile_worker._private_jobs SET attempts = max_attempts WHERE key = $1`, [`disconnect:${id}`]);
  expect(await getConnectionForStaff(staff, id)).toMatchObject({ attemptsLeft: false });
  expect(await Promise.all([markAsDisconnected(admin, id), markAsDisconnected(admin, id)])).toEqual(
    expect.arrayContaining([true, false]),
  );
  expect(await row(id)).toMatchObject({ status: "DISCONNECTED", disconnectedBy: "MERCHANT", sealedToken: null });
  expect(await jobs()).toEqual([]);
  expect(await actions(id)).toEqual(["connection.connected", "connection.disconnecting", "connection.disconnected"]);
  expect(await getCertificate(staff, id)).toMatchObject({
    answer: "unconfirmed",
    askedBy: { type: "USER", email: user.email },
    markedAsDisconnectedBy: { type: "USER", email: admin.email },
  });
});

test("an active connection, one that has ended, and one that was tried again cannot be marked as disconnected", async ({
  database,
  sandbox,
  rows,
  disconnect,
  fault,
  connect,
}) => {
  const admin = await createAdmin(database);
  const id = await connect();
  expect(await markAsDisconnected(admin, id)).toBe(false);
  expect(await markAsDisconnected(admin, "nothing")).toBe(false);
  await fault("revoke", "503");
  await disconnect(id);
  await rows(`UPDATE graphile_worker._private_jobs SET attempts = max_attempts`);
  await retryDisconnecting(admin, id);
  expect(await markAsDisconnected(admin, id)).toBe(false);
  await control(sandbox, "DELETE", "/faults");
  await finishDisconnecting(id, 5_000);
  expect(await markAsDisconnected(admin, id)).toBe(false);
  expect(await getCertificate(staff, id)).toMatchObject({ answer: "revoked", markedAsDisconnectedBy: null });
});
