/**
 * The vendor's errors. Almost nothing is documented: 404 for an order that is not there and 400 with an empty body for
 * invalid arguments were seen, 401 with an empty body is assumed. The http room knows the usual statuses: 401/403 → E2002,
 * 429 → E2005, others → E2003.
 */

/** What a status without a body means here; undefined leaves the words to the http room. */
export function vendorMessage(status: number, body: string): string | undefined {
  if (body.trim() !== '') return undefined
  const words: { readonly [status: number]: string } = {
    400: 'the arguments are not valid',
    401: 'the token is missing or not known',
    404: 'there is no such thing',
  }
  return words[status]
}
