import type { ErrorCode } from "@/lib/errors/error-codes";

/** An error that the application expects. Its message is for logs and never contains a secret. */
export class AppError extends Error {
  override name = "AppError";
  readonly code: ErrorCode;

  /**
   * @param code selects the text in messages/, if users see the error
   * @param message what engineers read in the log
   */
  constructor(code: ErrorCode, message: string = code) {
    super(message);
    this.code = code;
  }
}

/** Whether an error is an AppError of this code. */
export function isAppError(error: unknown, code: ErrorCode): error is AppError {
  return error instanceof AppError && error.code === code;
}
