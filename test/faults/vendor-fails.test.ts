// A vendor that does not answer, or not as its API does.
import { everyCall } from './struck.ts'

everyCall({
  'lost answer': { kind: 'lost_answer' },
  reset: { kind: 'reset' },
  hang: { kind: 'hang', ms: 1100 },
  'hang, done': { kind: 'hang', ms: 1100, committed: true },
  truncated: { kind: 'truncated' },
  html: { kind: 'html' },
  'html, done': { kind: 'html', committed: true },
  empty: { kind: 'empty' },
})
