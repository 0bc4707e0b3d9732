-- Code verifiers were never erased. A start would be refused without the key of one that expired long ago.
UPDATE "AuthorizationRequest" SET "sealedCodeVerifier" = NULL
 WHERE "sealedCodeVerifier" IS NOT NULL AND "expiresAt" <= now() - interval '1 minute';
