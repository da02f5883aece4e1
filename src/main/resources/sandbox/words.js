/** Everything that the page says about outcomes, in plain words. Kairos' list of reasons is open, so each has a name made of its code at least. */

const REASONS = {
  DOCUMENT_EXPIRED: 'The document has expired.',
  FAKE_ID: 'The document does not look genuine.',
  FAILED_FACE_MATCH: 'The two pictures do not show the same person.',
};

const NEXT = {
  wait: 'The decision may still come.',
  proceed: 'Nothing was found. You can go on.',
  await_review: 'A person will have a look at it.',
  use_other_document: 'Please use another document.',
  retake_document: 'Please photograph the document again, flat and in good light.',
  retake_selfie: 'Please take the selfie again, facing the camera in good light.',
  submit_again: 'Kairos gave no decision that can be read. Please try again.',
  contact_support: 'Please contact support.',
};

const VERDICTS = {
  approved: 'Approved',
  review: 'To be reviewed',
  rejected: 'Rejected',
  failed: 'No decision',
  timed_out: 'No decision yet',
};

const PROBLEMS = {
  unauthenticated: 'The permission for this upload has run out. Please try again.',
  token_used: 'These pictures have been handed in already. Please start again for another try.',
  outcome_unknown: 'Whether these pictures were handed in is not known. Please ask support before you try again.',
  idempotency_in_flight: 'These pictures are still being handed in. Please wait a moment.',
  upload_aborted: 'The upload broke off. Please try again.',
  upload_stalled: 'The connection is too slow or broke off. Please try again.',
  request_too_large: 'The pictures are too large together. All of them may have 32 MB at most.',
  part_too_large: 'One of the pictures is too large. Each may have 15 MB at most.',
  unsupported_media_type: 'This browser sent the pictures in a form that is not taken. Please try another one.',
  malformed_multipart: 'The pictures did not arrive whole. Please try again.',
  unknown_part: 'A picture was sent that is not needed for this.',
  duplicate_part: 'A picture was sent twice.',
  missing_part: 'A picture or a value that is needed is missing.',
  invalid_value: 'One of the values is not allowed.',
  unsupported_image: 'One of the files is not a picture that can be used. Photos have to be JPEG or PNG; documents may be PDF as well.',
  image_dimensions: 'One of the pictures is too small or too large. Each side needs 300 to 5000 pixels.',
  file_unreadable: 'One of the files was changed or removed after it was chosen. Please choose it again.',
  picture_unsupported: 'This browser cannot read one of the pictures. Please choose a JPEG or PNG picture.',
  gone: 'This verification has been deleted.',
  rate_limited: 'There have been too many tries. Please wait a minute and try again.',
  too_many_streams: 'Too many people are waiting at the moment. Please try again in a minute.',
  overloaded: 'Too many people are uploading at the moment. Please try again in a minute.',
  shutting_down: 'The service is being restarted. Please try again in a moment.',
  ledger_unavailable: 'The service is not available at the moment. Please try again in a minute.',
  kairos_busy: 'The verification service takes no more at the moment. Please try again in a minute.',
  kairos_unreachable: 'The verification service cannot be reached at the moment. Please try again in a minute.',
  kairos_error: 'The verification service failed. Please try again.',
  kairos_timeout: 'The verification service did not answer in time. Please ask support before you try again.',
};

const FIELDS = { dob: 'Date of birth', sex: 'Sex', expiry: 'Valid until', issued: 'Issued', country_iso2: 'Country (ISO 2)', country_iso3: 'Country (ISO 3)',
  country_full: 'Country', nationality_full: 'Nationality', internal_id: 'Internal ID' };

export const verdict = (status) => VERDICTS[status] ?? status;
export const next = (action) => NEXT[action] ?? '';
export const field = (name) => FIELDS[name] ?? sentence(name);
export const reason = (code) => REASONS[code] ?? `${sentence(code ?? 'no reason given')}.`;

/** @param error what the client module throws */
export function fault(error) {
  if (error.name === 'NetworkError') return 'The connection to the gateway was lost. Please check it and try again.';
  return PROBLEMS[error.code] ?? `That did not work. Please tell support this number: ${error.requestId ?? 'none'}.`;
}

function sentence(name) {
  const words = name.replaceAll('_', ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
