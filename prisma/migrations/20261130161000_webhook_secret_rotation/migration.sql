-- The call that gave an endpoint its present secret, so that a repetition of it gives the same secret.
ALTER TABLE "WebhookEndpoint" ADD COLUMN "rotationId" UUID;
