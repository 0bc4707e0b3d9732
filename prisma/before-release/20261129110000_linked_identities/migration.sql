-- Identities used to be linked to whoever a session cookie named, so some may open the account of somebody else, and
-- nothing tells which. They also named no issuer. All of them go: the next sign-in at the provider links an identity
-- again, by a confirmed and equal address (docs/decisions/0021-linked-identities.md).
-- Their users are signed out as well.
DELETE FROM "Session" WHERE "userId" IN (SELECT "userId" FROM "Account");
DELETE FROM "Account";
