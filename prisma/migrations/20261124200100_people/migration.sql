-- CreateIndex
CREATE INDEX "User_staff_idx" ON "User"("createdAt" DESC, "id") WHERE (role <> 'MERCHANT');

-- CreateIndex
CREATE INDEX "User_disabled_idx" ON "User"("createdAt" DESC, "id") WHERE ("disabledAt" IS NOT NULL);

-- CreateIndex
CREATE INDEX "User_name_search_idx" ON "User" USING GIN ("name" gin_trgm_ops);
