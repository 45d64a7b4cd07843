// A vendor that answers with an error.
import { everyCall } from './struck.ts'

everyCall({
  '429': { kind: 'status', status: 429 },
  '429 with Retry-After': { kind: 'status', status: 429, retryAfter: 1 },
  '500': { kind: 'status', status: 500 },
  '500, done': { kind: 'status', status: 500, committed: true },
  '502, done': { kind: 'status', status: 502, committed: true },
  '503': { kind: 'status', status: 503, retryAfter: 1 },
  '400': { kind: 'status', status: 400, body: '400 no' },
  '401': { kind: 'unauthorized' },
})
