/** The six test endpoints, which demonstrate datatypes and errors and never change. */
import { noContent, type Operation, ok } from './context.ts'
import { ApiError, fillerCode, fillerText } from './errors.ts'

function sample(name: string, json: unknown): Operation {
  return { method: 'GET', path: `/test/${name}`, needs: 'nothing', run: () => ok(json) }
}

export const demoOperations: readonly Operation[] = [
  sample('integer', 42),
  sample('integerArray', [1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89]),
  sample('string', 'This result is a simple string value.'),
  sample('object', { id: '42', label: 'exampleObject', days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] }),
  { method: 'GET', path: '/test/noContent', needs: 'nothing', run: noContent },
  {
    method: 'GET',
    path: '/test/forbidden',
    needs: 'nothing',
    run: () => {
      throw new ApiError(403, fillerText, { code: fillerCode })
    },
  },
]
