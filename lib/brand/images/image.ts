/** An image that is safe to show: it has been written again from what was understood of the upload. */
export type SafeImage = {
  type: "svg" | "png";
  content: Uint8Array<ArrayBuffer>;
  /** Its natural size, in pixels. */
  width: number;
  height: number;
};

/** Why an image was refused. Each has a text under `admin.brand.images.problems` in messages/. */
export const imageProblem = [
  "no_file",
  "malformed",
  "proof",
  "too_large",
  "unknown_type",
  "png_broken",
  "png_too_wide",
  "svg_broken",
  "svg_entities",
  "svg_element",
  "svg_attribute",
  "svg_size",
  "svg_too_complex",
  "not_square",
  "not_drawn",
  "brand_changed",
] as const;

export type ImageProblem = (typeof imageProblem)[number];

/** An image that is refused. `part` names the part of the file that is the reason. */
export class ImageRefusedError extends Error {
  override name = "ImageRefusedError";
  readonly problem: ImageProblem;
  readonly part: string | null;

  constructor(problem: ImageProblem, part: string | null = null) {
    super(problem);
    this.problem = problem;
    this.part = part;
  }
}
