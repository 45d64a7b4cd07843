/**
 * One comment a pull request: finds our own of an earlier run, and writes only what differs. The platforms stand behind
 * `Comments`; which comment is ours, and that a lost answer is looked for, is decided here.
 */
import type { CommentText, Posted } from '../model/comment.ts'
import { ReconcilerError, VendorError } from '../model/errors.ts'

/** A comment or an issue, as far as it can be told whose it is. */
export interface Written {
  /** Higher for what came later. */
  readonly id: number
  readonly body: string
  readonly author: CommentAuthor
  readonly url?: string
}

export type Comment = Written

export interface CommentAuthor {
  /** By which the platform knows them: a login, a number. */
  readonly id: string
  readonly isBot: boolean
}

export interface Listed<Of extends Written> {
  /** All of them, page by page. */
  list(): Promise<readonly Of[]>
  /** Whose token it is; undefined where the platform does not say, as for the token of a job. */
  whoAmI(): Promise<string | undefined>
}

export interface Comments extends Listed<Comment> {
  /** The body as it is sent: without what the platform would carry out. */
  prepared(body: string): string
  create(body: string): Promise<Comment>
  update(comment: Comment, body: string): Promise<Comment>
}

const superseded = 'An older comment of butik stood here. The newer one below holds.'

/** Creates that may follow one another where each time nobody knows what became of it. */
const creates = 3

export async function postOnce(comments: Comments, { marker, body }: CommentText): Promise<Posted> {
  const text = comments.prepared(`${marker}\n${body}`)
  const ours = await oursIn(comments, marker)
  const newest = ours.at(-1)
  if (newest === undefined) return posted('created', await create(comments, marker, text))
  const isSame = sameText(newest.body, text)
  const comment = isSame ? newest : await comments.update(newest, text)
  // Whoever approves must not find two that contradict each other.
  const old = `${marker}\n${superseded}`
  const stale = ours.slice(0, -1).filter((one) => !sameText(one.body, old))
  for (const one of stale) await comments.update(one, old)
  return posted(isSame ? 'unchanged' : 'updated', comment, stale.length)
}

function posted(outcome: Posted['outcome'], { url }: Comment, stale = 0): Posted {
  return { outcome, superseded: stale, ...(url === undefined ? {} : { url }) }
}

/** With the marker and by us, the newest last. Anybody can write the marker into a comment of theirs. */
export async function oursIn<Of extends Written>(written: Listed<Of>, marker: string): Promise<readonly Of[]> {
  const marked = (await written.list()).filter(({ body }) => firstLine(body) === marker)
  if (marked.length === 0) return []
  const me = await written.whoAmI()
  return marked
    .filter(({ author }) => (me === undefined ? author.isBot : author.id === me))
    .toSorted((a, b) => a.id - b.id)
}

function firstLine(body: string): string {
  return body.split(/\r?\n/, 1)[0]?.trimEnd() ?? ''
}

/** Platforms keep line breaks and the end of a text as they like. */
export function sameText(a: string, b: string): boolean {
  const plain = (text: string): string => text.replace(/\r\n?/g, '\n').trimEnd()
  return plain(a) === plain(b)
}

function create(comments: Comments, marker: string, text: string): Promise<Comment> {
  return createOnce(
    () => comments.create(text),
    async () => (await oursIn(comments, marker)).find(({ body }) => sameText(body, text)),
  )
}

/** Never a second one for a lost answer: it is looked for first. */
export async function createOnce<Of>(make: () => Promise<Of>, find: () => Promise<Of | undefined>): Promise<Of> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await make()
    } catch (error) {
      if (!(error instanceof VendorError) || error.effect !== 'unknown') throw error
      const found = await find()
      if (found !== undefined) return found
      if (attempt === creates)
        throw new ReconcilerError('E6001', error.message, {
          hint: 'run again: it is looked for first',
          cause: error,
        })
    }
  }
}
