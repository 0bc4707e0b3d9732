-- With SIGN_UP=invited, each sign-in email asks whether its address is invited.
CREATE INDEX "Invitation_email_idx" ON "Invitation"("email");
