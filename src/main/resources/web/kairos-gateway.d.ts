/** What is verified. */
export type Kind = 'full-id' | 'document' | 'biometric' | 'liveness';

export type Status = 'processing' | 'approved' | 'review' | 'rejected' | 'failed' | 'timed_out';

export type NextAction =
  | 'wait'
  | 'proceed'
  | 'await_review'
  | 'use_other_document'
  | 'retake_document'
  | 'retake_selfie'
  | 'submit_again'
  | 'contact_support';

/** What the holder of a client token sees. */
export interface Verification {
  id: string;
  kind: Kind;
  status: Status;
  reasons: { code: string }[];
  next_action: NextAction;
  links: { self: string; events: string };
}

/** By the names of the parts; what is null or undefined is left out. */
export interface Parts {
  selfie?: Blob | null;
  document?: Blob | null;
  document_back?: Blob | null;
  image?: Blob | null;
  profile?: string | null;
  threshold?: number | string | null;
  image_multiface?: boolean | null;
}

export interface Progress {
  /** Bytes of the whole body. */
  loaded: number;
  total: number;
  /** The part that is being sent, the last one when all are. */
  part: string;
  parts: { name: string; loaded: number; total: number }[];
}

export interface WatchOptions {
  /** Called with the first state and with each change of `status`. */
  onstate?: (verification: Verification) => void;
  /** Ends it; the promise is rejected with the signal's reason. */
  signal?: AbortSignal;
}

/** A picture before or after it is made smaller. */
export interface Picture {
  type: 'JPEG' | 'PNG' | 'HEIC' | 'AVIF' | 'WebP' | 'other';
  /** In pixels, as the picture is held. */
  width: number;
  height: number;
  /** In bytes. */
  size: number;
}

export interface Resized {
  part: string;
  from: Picture;
  to: Picture;
}

export interface SubmitOptions {
  onprogress?: (progress: Progress) => void;
  /**
   * Whether a picture with more pixels or bytes than the gateway takes is made smaller before it is sent, and one of another kind, such as HEIC,
   * becomes a JPEG where the browser can read it; by default true. A number is the longest side to send, where the gateway allows more. What fits
   * already is sent byte for byte.
   */
  resize?: boolean | number;
  /** Called for each picture that is sent as another one, before the upload. */
  onresize?: (resized: Resized) => void;
  /** Aborts the upload; Kairos then never has it whole. */
  signal?: AbortSignal;
  /** The Idempotency-Key; by default random. The same one repeats an upload of the same token, after a reload for instance. */
  key?: string;
}

export interface GatewayOptions {
  /** A client token that your backend has minted. */
  token: string;
  /** Fetches another token from your backend when one is refused: for an upload of `kind`, or to watch `id`. */
  refresh?: (purpose: { kind: Kind } | { id: string }) => Promise<string>;
  /** The gateway's base URL; by default where this module was loaded from. */
  url?: string | URL;
}

export class Gateway {
  constructor(options: GatewayOptions);
  /** Uploads, and waits for the decision. */
  verify(kind: Kind, parts: Parts, options?: SubmitOptions & WatchOptions): Promise<Verification>;
  /** Uploads; the verification that comes of it may still be `processing`. */
  submit(kind: Kind, parts: Parts, options?: SubmitOptions): Promise<Verification>;
  /**
   * Waits for the decision. While the page is hidden nothing is asked for; what another tab with the same token hears is told here too. When the
   * page is seen again it goes on.
   */
  watch(id: string, options?: WatchOptions): Promise<Verification>;
}

/** The gateway answered with an error (RFC 9457). */
export class Problem extends Error {
  /** A code of the gateway's catalogue, such as `missing_part`; `unknown` when something before the gateway answered. */
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  /** What the operator finds it by. */
  readonly requestId?: string;
  /** Whether the same request may be sent again without paying twice. */
  readonly retryable: boolean;
  /** How many milliseconds to wait before that, when the gateway says so. */
  readonly retryAfter?: number;
}

/** A file cannot be sent. */
export class FileError extends Error {
  /**
   * `file_unreadable`: it was changed or removed after it was chosen, or cannot be read; choose it again.
   * `picture_unsupported`: it is of a kind that neither the gateway takes nor this browser can read.
   */
  readonly code: 'file_unreadable' | 'picture_unsupported';
  /** The part that it was chosen for, where it is known. */
  readonly part?: string;
}

/** No answer came, although it was asked for several times. */
export class NetworkError extends Error {}
