CREATE TABLE "SavedView" (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    "createdById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    CONSTRAINT "SavedView_pkey" PRIMARY KEY (id)
);
