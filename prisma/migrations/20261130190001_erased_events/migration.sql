-- Events whose data was erased are deleted later.
CREATE INDEX "Event_erased_idx" ON "Event"(at) WHERE data IS NULL;
