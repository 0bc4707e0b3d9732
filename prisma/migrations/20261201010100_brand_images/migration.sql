-- A logo that was replaced stays for a while, because emails that were sent show it.
CREATE TABLE "BrandImage" (
    "hash" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "content" BYTEA NOT NULL,
    "png" BYTEA,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "unusedSince" TIMESTAMPTZ(3),

    CONSTRAINT "BrandImage_pkey" PRIMARY KEY ("hash"),
    CONSTRAINT "BrandImage_type" CHECK ("type" IN ('svg', 'png')),
    CONSTRAINT "BrandImage_png" CHECK (("type" = 'svg') = ("png" IS NOT NULL))
);

ALTER TABLE "Brand"
  ADD COLUMN "logoHash" TEXT,
  ADD COLUMN "darkLogoHash" TEXT,
  ADD COLUMN "iconHash" TEXT,
  ADD CONSTRAINT "Brand_logoHash_fkey" FOREIGN KEY ("logoHash") REFERENCES "BrandImage"("hash") ON DELETE RESTRICT ON UPDATE CASCADE,
  ADD CONSTRAINT "Brand_darkLogoHash_fkey" FOREIGN KEY ("darkLogoHash") REFERENCES "BrandImage"("hash") ON DELETE RESTRICT ON UPDATE CASCADE,
  ADD CONSTRAINT "Brand_iconHash_fkey" FOREIGN KEY ("iconHash") REFERENCES "BrandImage"("hash") ON DELETE RESTRICT ON UPDATE CASCADE;
