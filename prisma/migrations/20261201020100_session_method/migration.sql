-- How a session began. Null: before this column, or by the former version. AUTH_STAFF=oidc takes that for an email.
ALTER TABLE "Session" ADD COLUMN method TEXT;
