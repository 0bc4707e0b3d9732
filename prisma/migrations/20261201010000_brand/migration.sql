-- One row at most. Without it, and for each column that is null, the settings say how the partner appears.
CREATE TABLE "Brand" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "version" INTEGER NOT NULL DEFAULT 0,
    "name" TEXT,
    "accent" TEXT,
    "supportUrl" TEXT,
    "termsUrl" TEXT,
    "privacyUrl" TEXT,
    "senderName" TEXT,
    "replyTo" TEXT,
    "welcome" JSONB NOT NULL DEFAULT '{}',
    "consent" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "Brand_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Brand_one_row" CHECK ("id" = 1),
    CONSTRAINT "Brand_accent" CHECK ("accent" ~ '^#[0-9a-f]{6}$')
);
