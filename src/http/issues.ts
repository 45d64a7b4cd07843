/** One open issue that tells of drift: opened, updated where it says something else, or closed. Never a second one. */
import type { IssuePosted, IssueText } from '../model/comment.ts'
import { createOnce, type Listed, oursIn, sameText, type Written } from './comments.ts'

/** For people, to find it by. Whose it is, and which, is told by author and first line: a label is soon taken off. */
export const driftLabel = 'butik-drift'

export interface Issue extends Written {
  readonly title: string
}

/** Open ones alone. */
export interface Issues extends Listed<Issue> {
  /** Characters of a body that the platform takes. */
  readonly most: number
  /** The body as it is sent: without what the platform would carry out. */
  prepared(body: string): string
  create(text: Pick<Issue, 'title' | 'body'>): Promise<Issue>
  update(issue: Issue, text: Pick<Issue, 'title' | 'body'>): Promise<Issue>
  close(issue: Issue): Promise<Issue>
}

export async function tellOnce(issues: Issues, { marker, body, title, name }: IssueText): Promise<IssuePosted> {
  const text = fitted(issues.prepared(`${marker}\n${body}`), issues.most)
  // The oldest is the one that people have answered to.
  const [first, ...others] = await oursIn(issues, marker)
  for (const one of others) await issues.close(one)
  if (first === undefined) {
    const made = await createOnce(
      () => issues.create({ title: title ?? name, body: text }),
      async () => (await oursIn(issues, marker)).find((one) => sameText(one.body, text)),
    )
    return posted('created', made)
  }
  const called = title ?? first.title
  if (sameText(first.body, text) && called === first.title) return posted('unchanged', first)
  return posted('updated', await issues.update(first, { title: called, body: text }))
}

export async function closeAll(issues: Issues, marker: string): Promise<IssuePosted> {
  const ours = await oursIn(issues, marker)
  for (const one of ours) await issues.close(one)
  const [first] = ours
  return first === undefined ? { outcome: 'none' } : posted('closed', first)
}

function posted(outcome: IssuePosted['outcome'], { url }: Issue): IssuePosted {
  return { outcome, ...(url === undefined ? {} : { url }) }
}

const more = '\n\nToo long for an issue: the rest is in the report of the run.\n'

/** Cut between lines; a fence that is open there is closed. An issue that says too little is better than none at night. */
function fitted(text: string, most: number): string {
  // As comments are counted: a line break may be two characters.
  const size = (line: string): number => line.length + 2
  const lines = text.split('\n')
  if (lines.reduce((sum, line) => sum + size(line), 0) <= most) return text
  let left = most - more.length - fenceRoom
  const kept: string[] = []
  for (const line of lines) {
    left -= size(line)
    if (left < 0) break
    kept.push(line)
  }
  let open = ''
  for (const line of kept) {
    const fence = /^(`{3,}|~{3,})/.exec(line)?.[1] ?? ''
    if (open === '') open = fence
    else if (fence.startsWith(open) && line.trim() === fence) open = ''
  }
  return `${kept.join('\n')}${open === '' ? '' : `\n${open}`}${more}`
}

const fenceRoom = 1000
