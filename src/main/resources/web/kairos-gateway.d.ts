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

export interface SubmitOptions {
  onprogress?: (progress: Progress) => void;
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
  /** Waits for the decision. */
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

/** No answer came, although it was asked for several times. */
export class NetworkError extends Error {}
